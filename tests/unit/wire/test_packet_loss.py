from telescan.wire.packet_loss import (
    BUSY_PACKETS_PER_S,
    LEAST_PACKETS,
    SPAN_S,
    LossMeter,
    PacketCount,
)


def test_loss_is_the_share_of_the_packets_sent_lately():
    meter = LossMeter()
    meter.counted(PacketCount(1000, 500), 0.0)
    meter.counted(PacketCount(2000, 520), 5.0)
    assert meter.share == 0.02


def test_what_is_long_past_does_not_count():
    meter = LossMeter()
    for second in range(round(2 * SPAN_S)):
        meter.counted(PacketCount(100 * second, min(second, 20)), float(second))
    assert meter.share == 0.0


def test_of_a_few_packets_nothing_is_said():
    meter = LossMeter()
    assert meter.share is None
    meter.counted(PacketCount(0, 0), 0.0)
    meter.counted(PacketCount(LEAST_PACKETS - 1, 1), 1.0)
    assert meter.share is None


def test_seconds_with_little_to_send_neither_count_nor_make_forget():
    meter = LossMeter()
    meter.counted(PacketCount(0, 0), 0.0)
    meter.counted(PacketCount(1000, 10), 1.0)
    for second in range(1, 20):
        sent = 1000 + second * (BUSY_PACKETS_PER_S - 1)
        meter.counted(PacketCount(sent, 10 + 3 * second), 1.0 + second)
    assert meter.share == 0.01


def test_what_was_thought_lost_and_came_after_all_makes_up_for_it():
    meter = LossMeter()
    meter.counted(PacketCount(0, 0), 0.0)
    meter.counted(PacketCount(500, 9), 1.0)
    meter.counted(PacketCount(1000, 5), 2.0)
    assert meter.share == 0.005


def test_a_transport_that_does_not_count_is_not_measured():
    meter = LossMeter()
    meter.counted(PacketCount(0, 0), 0.0)
    meter.counted(PacketCount(1000, 1), 1.0)
    meter.counted(None, 2.0)
    assert meter.share is None

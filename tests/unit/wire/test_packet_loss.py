from telescan.wire.packet_loss import LEAST_PACKETS, SPAN_S, LossMeter, PacketCount


def test_loss_is_the_share_of_the_packets_sent_lately():
    meter = LossMeter()
    meter.counted(PacketCount(1000, 500), 0.0)
    meter.counted(PacketCount(2000, 520), 5.0)
    assert meter.share == 0.02


def test_what_is_long_past_does_not_count():
    meter = LossMeter()
    for second in range(60):
        meter.counted(PacketCount(100 * second, min(second, 20)), float(second))
    assert meter.share == 0.0


def test_of_a_few_packets_nothing_is_said():
    meter = LossMeter()
    assert meter.share is None
    meter.counted(PacketCount(0, 0), 0.0)
    meter.counted(PacketCount(LEAST_PACKETS - 1, 1), SPAN_S / 2)
    assert meter.share is None


def test_a_transport_that_does_not_count_is_not_measured():
    meter = LossMeter()
    meter.counted(PacketCount(0, 0), 0.0)
    meter.counted(PacketCount(1000, 1), 1.0)
    meter.counted(None, 2.0)
    assert meter.share is None

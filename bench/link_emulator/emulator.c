/* Two network namespaces of their own, joined by a link that delays, loses, queues and stalls.
 *
 * Made for kernels without netem. Each namespace has a TUN device; what one sends is read here, held
 * as long as the emulated link would, and written to the other. Namespaces and devices belong to
 * this process: however it ends, nothing is left behind. It ends with its standard input.
 *
 *   emulator SEED MTU KEY=VALUE...     KEY begins with "up." (site to hub) or "down." (hub to site):
 *   delay_ms jitter_ms loss_percent burst_packets rate_mbit_s queue_ms stall_every_s stall_ms
 *
 * It prints "ready SITE_FD HUB_FD": file descriptors of the namespaces, to be entered by way of
 * /proc/PID/fd/N. Then it reads lines: "counters" (answered by one line), and "outage UP DOWN", each
 * 1 (loses everything) or 0.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <math.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define DEVICE "link0"
#define BATCH 64
#define LARGEST_PACKET 65536

struct packet {
    struct packet *next;
    uint64_t release_ns;
    size_t length;
    unsigned char bytes[];
};

struct direction {
    double delay_ms, jitter_ms, loss_percent, burst_packets, rate_mbit_s, queue_ms;
    double stall_every_s, stall_ms;
    struct drand48_data random;
    struct packet *first, *last;
    uint64_t sent_until_ns;   /* when the bottleneck has sent all that it took */
    uint64_t last_release_ns; /* packets never overtake each other */
    int losing;               /* inside a burst of losses */
    int outage;
    uint64_t packets, bytes, lost, dropped;
};

static struct direction directions[2]; /* up, down */
static uint64_t started_ns;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static double uniform(struct direction *way) {
    double value;
    drand48_r(&way->random, &value);
    return value;
}

static double normal(struct direction *way) {
    double radius = sqrt(-2 * log(1 - uniform(way)));
    return radius * cos(2 * M_PI * uniform(way));
}

/* Gilbert's model: two states, the bad one loses every packet and lasts burst_packets on average. */
static int loses(struct direction *way) {
    double loss = way->loss_percent / 100;
    double leave = 1 / way->burst_packets;
    double enter = leave * loss / (1 - loss);
    double drawn = uniform(way);
    way->losing = way->losing ? drawn >= leave : drawn < enter;
    return way->losing;
}

/* During a stall, as at a handover, everything waits; afterwards it arrives at once. */
static uint64_t after_stall(const struct direction *way, uint64_t release_ns) {
    if (way->stall_every_s <= 0) return release_ns;
    double into_ms = fmod((release_ns - started_ns) / 1e9, way->stall_every_s) * 1e3;
    return into_ms < way->stall_ms ? release_ns + (uint64_t)((way->stall_ms - into_ms) * 1e6)
                                   : release_ns;
}

static void take(struct direction *way, const unsigned char *bytes, size_t length) {
    if (bytes[0] >> 4 != 4) return; /* IPv6's own talk */
    uint64_t now = now_ns();
    way->packets++;
    way->bytes += length;
    if (way->outage || loses(way)) {
        way->lost++;
        return;
    }
    uint64_t start = way->sent_until_ns > now ? way->sent_until_ns : now;
    if (way->rate_mbit_s > 0) {
        if ((start - now) / 1e6 > way->queue_ms) {
            way->dropped++;
            return;
        }
        way->sent_until_ns = start + (uint64_t)(length * 8e3 / way->rate_mbit_s);
    } else {
        way->sent_until_ns = now;
    }
    double flight_ms = way->delay_ms + way->jitter_ms * fabs(normal(way));
    uint64_t release = after_stall(way, way->sent_until_ns + (uint64_t)(flight_ms * 1e6));
    if (release < way->last_release_ns) release = way->last_release_ns;
    way->last_release_ns = release;

    struct packet *packet = malloc(sizeof *packet + length);
    if (!packet) fail("malloc");
    packet->next = NULL;
    packet->release_ns = release;
    packet->length = length;
    memcpy(packet->bytes, bytes, length);
    if (way->first) way->last->next = packet;
    else way->first = packet;
    way->last = packet;
}

static void release_due(struct direction *way, int to) {
    uint64_t now = now_ns();
    while (way->first && way->first->release_ns <= now) {
        struct packet *packet = way->first;
        way->first = packet->next;
        if (write(to, packet->bytes, packet->length) < 0) way->dropped++;
        free(packet);
    }
}

static void request(int control, unsigned long what, struct ifreq *interface, const char *name) {
    if (ioctl(control, what, interface)) fail(name);
}

static void set_address(int control, struct ifreq *interface, unsigned long what, const char *text) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    inet_pton(AF_INET, text, &address.sin_addr);
    memcpy(&interface->ifr_addr, &address, sizeof address);
    request(control, what, interface, "address");
}

/* Makes a namespace, goes into it, and opens its end of the link. */
static int make_end(const char *own, const char *peer, int mtu, int *namespace_fd) {
    if (unshare(CLONE_NEWNET)) fail("unshare");
    *namespace_fd = open("/proc/self/ns/net", O_RDONLY);
    if (*namespace_fd < 0) fail("/proc/self/ns/net");
    int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    if (tun < 0) fail("/dev/net/tun");
    int control = socket(AF_INET, SOCK_DGRAM, 0);

    struct ifreq interface = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    request(control, SIOCSIFFLAGS, &interface, "lo");
    interface = (struct ifreq){.ifr_name = DEVICE, .ifr_flags = IFF_TUN | IFF_NO_PI};
    request(tun, TUNSETIFF, &interface, "TUNSETIFF");
    interface = (struct ifreq){.ifr_name = DEVICE, .ifr_mtu = mtu};
    request(control, SIOCSIFMTU, &interface, "mtu");
    interface = (struct ifreq){.ifr_name = DEVICE, .ifr_qlen = 5000};
    request(control, SIOCSIFTXQLEN, &interface, "txqueuelen");
    set_address(control, &interface, SIOCSIFADDR, own);
    set_address(control, &interface, SIOCSIFDSTADDR, peer);
    interface = (struct ifreq){.ifr_name = DEVICE, .ifr_flags = IFF_UP | IFF_RUNNING};
    request(control, SIOCSIFFLAGS, &interface, "up");
    close(control);
    return tun;
}

static void set_one(struct direction *way, const char *key, double value) {
    struct { const char *key; double *place; } known[] = {
        {"delay_ms", &way->delay_ms},           {"jitter_ms", &way->jitter_ms},
        {"loss_percent", &way->loss_percent},   {"burst_packets", &way->burst_packets},
        {"rate_mbit_s", &way->rate_mbit_s},     {"queue_ms", &way->queue_ms},
        {"stall_every_s", &way->stall_every_s}, {"stall_ms", &way->stall_ms},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].key, key)) {
            *known[i].place = value;
            return;
        }
    fprintf(stderr, "unknown key: %s\n", key);
    exit(1);
}

static void set(char *argument) {
    char *dot = strchr(argument, '.'), *equals = strchr(argument, '=');
    if (!dot || !equals || dot > equals) {
        fprintf(stderr, "expected up.KEY=VALUE or down.KEY=VALUE: %s\n", argument);
        exit(1);
    }
    *dot = *equals = 0;
    set_one(&directions[!strcmp(argument, "down")], dot + 1, atof(equals + 1));
}

/* Obeys what came on standard input; returns 0 at its end. */
static int obey(void) {
    static char line[64];
    static size_t length;
    ssize_t count = read(STDIN_FILENO, line + length, sizeof line - 1 - length);
    if (count <= 0) return 0;
    length += (size_t)count;
    for (char *end; (end = memchr(line, '\n', length));) {
        *end = 0;
        int up, down;
        if (sscanf(line, "outage %d %d", &up, &down) == 2) {
            directions[0].outage = up;
            directions[1].outage = down;
        } else if (!strcmp(line, "counters")) {
            for (int i = 0; i < 2; i++) {
                struct direction *way = &directions[i];
                printf("%lu %lu %lu %lu%c", way->packets, way->bytes, way->lost, way->dropped,
                       i ? '\n' : ' ');
            }
            fflush(stdout);
        }
        size_t used = (size_t)(end + 1 - line);
        memmove(line, end + 1, length -= used);
    }
    return length < sizeof line - 1;
}

static void carry(const int *tuns) {
    static unsigned char bytes[LARGEST_PACKET];
    struct pollfd polled[] = {{tuns[0], POLLIN, 0}, {tuns[1], POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    for (;;) {
        uint64_t now = now_ns(), next = UINT64_MAX;
        for (int i = 0; i < 2; i++)
            if (directions[i].first && directions[i].first->release_ns < next)
                next = directions[i].first->release_ns;
        uint64_t wait_ns = next > now ? next - now : 0;
        struct timespec wait = {(time_t)(wait_ns / 1000000000u), (long)(wait_ns % 1000000000u)};
        if (ppoll(polled, 3, next == UINT64_MAX ? NULL : &wait, NULL) < 0 && errno != EINTR)
            fail("poll");
        if (polled[2].revents && !obey()) return;
        for (int i = 0; i < 2; i++)
            for (int packet = 0; packet < BATCH; packet++) {
                ssize_t length = read(tuns[i], bytes, sizeof bytes);
                if (length <= 0) break;
                take(&directions[i], bytes, (size_t)length);
            }
        for (int i = 0; i < 2; i++) release_due(&directions[i], tuns[1 - i]);
    }
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: %s SEED MTU KEY=VALUE...\n", arguments[0]);
        return 1;
    }
    for (int i = 0; i < 2; i++) {
        directions[i].burst_packets = 1;
        directions[i].queue_ms = 200;
        srand48_r(atol(arguments[1]) + i, &directions[i].random);
    }
    for (int i = 3; i < count; i++) set(arguments[i]);
    /* Punctual on a busy machine, where that is allowed. */
    setpriority(PRIO_PROCESS, 0, -15);
    prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);

    int namespaces[2], tuns[2], mtu = atoi(arguments[2]);
    tuns[0] = make_end("10.77.0.1", "10.77.0.2", mtu, &namespaces[0]);
    tuns[1] = make_end("10.77.0.2", "10.77.0.1", mtu, &namespaces[1]);
    started_ns = now_ns();
    printf("ready %d %d\n", namespaces[0], namespaces[1]);
    fflush(stdout);
    carry(tuns);
    return 0;
}

// CRoaring as a peer: bitmaps of the queried lists, at-least-k by composing and/or. Speaks lines on standard input and output; see Engines/ChildPeer.cs.
//   croaring-peer build DATA      builds every list once, prints: bytes of all lists in the portable form, bytes of the bitmaps' own frozen form
//   croaring-peer ask DATA        first line: targets to load; then a question a line
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "croaring.h"

enum { MOST_TARGETS = 1024, PAGE_ROWS = 50 };
enum { TOTAL, ALL, FIRST_BY_AUTHORITY, FIRST_BY_COUNT, FIRST_BY_SPAM, TENTH_BY_AUTHORITY, TENTH_BY_COUNT };

static const uint64_t *offsets;
static const uint32_t *lists;
static size_t target_count;
static const int8_t *spam;
static size_t source_count;
static roaring_bitmap_t **bitmap_of;  // by target; null: not loaded
static roaring_bitmap_t *spam_levels[102];  // spam score + 1

typedef struct {
    int operation, k, has_after, after_value;
    uint32_t after_id;
    int positive_count, negative_count, range_count;
    const roaring_bitmap_t *positives[MOST_TARGETS], *negatives[MOST_TARGETS];
    uint32_t ranges[2 * MOST_TARGETS];
} question_t;

typedef struct { uint32_t id; int count; } row_t;

static const void *map(const char *folder, const char *name, size_t *bytes) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDONLY);
    struct stat facts;
    if (file < 0 || fstat(file, &facts) != 0) { perror(path); exit(1); }
    *bytes = (size_t)facts.st_size;
    const void *start = facts.st_size == 0 ? NULL : mmap(NULL, *bytes, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    return start;
}

static uint64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static roaring_bitmap_t *load(size_t target) {
    roaring_bitmap_t *bitmap = roaring_bitmap_of_ptr(offsets[target + 1] - offsets[target], lists + offsets[target]);
    roaring_bitmap_run_optimize(bitmap);
    roaring_bitmap_shrink_to_fit(bitmap);
    return bitmap;
}

static int by_cardinality(const void *a, const void *b) {
    uint64_t x = roaring_bitmap_get_cardinality(*(roaring_bitmap_t *const *)a), y = roaring_bitmap_get_cardinality(*(roaring_bitmap_t *const *)b);
    return x < y ? -1 : x > y;
}

// Sources in at least k of the lists, which are sorted by length. k = 1 is one wide or, k = n a chain of ands from the shortest; between them a ladder:
// at_least[j] |= at_least[j - 1] & list, from the top rung down. Rungs that can no longer reach k are left out, and the top one, which is only ever
// or-ed into, is or-ed lazily.
static roaring_bitmap_t *at_least(const question_t *q, int k) {
    int n = q->positive_count;
    if (k == 1) return roaring_bitmap_or_many((size_t)n, (const roaring_bitmap_t **)q->positives);
    if (k == n) {
        roaring_bitmap_t *all = roaring_bitmap_and(q->positives[0], q->positives[1]);
        for (int i = 2; i < n; i++) roaring_bitmap_and_inplace(all, q->positives[i]);
        return all;
    }

    roaring_bitmap_t *rungs[MOST_TARGETS + 1];
    rungs[1] = roaring_bitmap_copy(q->positives[0]);
    for (int j = 2; j <= k; j++) rungs[j] = roaring_bitmap_create();
    for (int i = 1; i < n; i++) {
        for (int j = i + 1 < k ? i + 1 : k; j >= 1; j--) {
            if (k - j > n - 1 - i) break;
            if (j == 1) {
                roaring_bitmap_or_inplace(rungs[1], q->positives[i]);
            } else {
                roaring_bitmap_t *both = roaring_bitmap_and(rungs[j - 1], q->positives[i]);
                if (j == k) roaring_bitmap_lazy_or_inplace(rungs[j], both, true);
                else roaring_bitmap_or_inplace(rungs[j], both);
                roaring_bitmap_free(both);
            }
        }
    }

    for (int j = 1; j < k; j++) roaring_bitmap_free(rungs[j]);
    roaring_bitmap_repair_after_lazy(rungs[k]);
    return rungs[k];
}

static void remove_own_sites(const question_t *q, roaring_bitmap_t *answer) {
    for (int i = 0; i < q->range_count; i++) roaring_bitmap_remove_range(answer, q->ranges[2 * i], q->ranges[2 * i + 1]);
}

static roaring_bitmap_t *answer_of(const question_t *q, int k) {
    roaring_bitmap_t *answer = at_least(q, k);
    for (int i = 0; i < q->negative_count; i++) roaring_bitmap_andnot_inplace(answer, q->negatives[i]);
    remove_own_sites(q, answer);
    return answer;
}

static uint64_t total(const question_t *q) {
    int n = q->positive_count;
    if (q->k == n && n > 1 && q->negative_count == 0) {
        if (n == 2) return roaring_bitmap_and_cardinality(q->positives[0], q->positives[1]);
        roaring_bitmap_t *all = roaring_bitmap_and(q->positives[0], q->positives[1]);
        for (int i = 2; i < n - 1; i++) roaring_bitmap_and_inplace(all, q->positives[i]);
        uint64_t count = roaring_bitmap_and_cardinality(all, q->positives[n - 1]);
        roaring_bitmap_free(all);
        return count;
    }

    if (q->negative_count == 1) {
        roaring_bitmap_t *answer = at_least(q, q->k);
        remove_own_sites(q, answer);
        uint64_t count = roaring_bitmap_andnot_cardinality(answer, q->negatives[0]);
        roaring_bitmap_free(answer);
        return count;
    }

    roaring_bitmap_t *answer = answer_of(q, q->k);
    uint64_t count = roaring_bitmap_get_cardinality(answer);
    roaring_bitmap_free(answer);
    return count;
}

static int matches(const question_t *q, uint32_t id) {
    int count = 0;
    for (int i = 0; i < q->positive_count; i++) count += roaring_bitmap_contains(q->positives[i], id);
    return count;
}

static int take(const question_t *q, const roaring_bitmap_t *from, const roaring_bitmap_t *except, uint32_t first, row_t *rows, int filled) {
    roaring_uint32_iterator_t walk;
    roaring_iterator_init(from, &walk);
    for (bool more = roaring_uint32_iterator_move_equalorlarger(&walk, first); more && filled < PAGE_ROWS; more = roaring_uint32_iterator_advance(&walk)) {
        if (except == NULL || !roaring_bitmap_contains(except, walk.current_value)) {
            rows[filled++] = (row_t){ walk.current_value, matches(q, walk.current_value) };
        }
    }

    return filled;
}

// Level by level from the most matches downwards: cheap when the first level fills the page.
static int page_by_count(const question_t *q, row_t *rows) {
    int filled = 0, highest = q->has_after ? q->after_value : q->positive_count;
    roaring_bitmap_t *above = q->has_after && highest < q->positive_count ? answer_of(q, highest + 1) : NULL;
    for (int level = highest; level >= q->k && filled < PAGE_ROWS; level--) {
        roaring_bitmap_t *at_level = answer_of(q, level);
        filled = take(q, at_level, above, q->has_after && level == highest ? q->after_id + 1 : 0, rows, filled);
        if (above != NULL) roaring_bitmap_free(above);
        above = at_level;
    }

    if (above != NULL) roaring_bitmap_free(above);
    return filled;
}

static int page(const question_t *q, row_t *rows) {
    if (q->operation == FIRST_BY_COUNT || q->operation == TENTH_BY_COUNT) return page_by_count(q, rows);
    int filled = 0;
    roaring_bitmap_t *answer = answer_of(q, q->k);
    if (q->operation == FIRST_BY_SPAM) {
        for (int level = 101; level >= 0 && filled < PAGE_ROWS; level--) {
            if (spam_levels[level] == NULL) continue;
            roaring_bitmap_t *at_level = roaring_bitmap_and(answer, spam_levels[level]);
            filled = take(q, at_level, NULL, 0, rows, filled);
            roaring_bitmap_free(at_level);
        }
    } else {
        filled = take(q, answer, NULL, q->has_after ? q->after_id + 1 : 0, rows, 0);
    }

    roaring_bitmap_free(answer);
    return filled;
}

static void reply(question_t *q) {
    static row_t rows[PAGE_ROWS];
    static uint32_t *ids;
    if (ids == NULL) ids = malloc(source_count * sizeof(uint32_t));
    uint64_t checksum = 0, count, start = nanoseconds();
    int filled = 0;
    qsort(q->positives, (size_t)q->positive_count, sizeof q->positives[0], by_cardinality);
    if (q->operation == TOTAL) {
        count = total(q);
    } else if (q->operation == ALL) {
        roaring_bitmap_t *answer = answer_of(q, q->k);
        count = roaring_bitmap_get_cardinality(answer);
        roaring_bitmap_to_uint32_array(answer, ids);
        roaring_bitmap_free(answer);
    } else {
        count = (uint64_t)(filled = page(q, rows));
    }

    uint64_t elapsed = nanoseconds() - start;
    for (uint64_t i = 0; q->operation == ALL && i < count; i++) {
        uint64_t mixed = ids[i] * UINT64_C(0x9E3779B97F4A7C15);
        checksum += mixed ^ (mixed >> 32);
    }

    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %d", elapsed, count, checksum, filled);
    for (int i = 0; i < filled; i++) printf(" %" PRIu32 " %d", rows[i].id, rows[i].count);
    putchar('\n');
    fflush(stdout);
}

static long next(char **text) { return strtol(*text, text, 10); }

static void ask(void) {
    char *line = NULL;
    size_t capacity = 0;
    bool loaded = false;
    while (getline(&line, &capacity, stdin) > 0) {
        char *text = line;
        if (!loaded) {
            for (long n = next(&text); n > 0; n--) {
                size_t target = (size_t)next(&text);
                if (bitmap_of[target] == NULL) bitmap_of[target] = load(target);
            }

            loaded = true;
            puts("ready");
            fflush(stdout);
            continue;
        }

        question_t q = { .operation = (int)next(&text) };
        next(&text);  // way of asking: there is but one
        q.k = (int)next(&text);
        q.has_after = (int)next(&text);
        q.after_value = (int)next(&text);
        q.after_id = (uint32_t)next(&text);
        for (q.positive_count = (int)next(&text); q.positive_count > MOST_TARGETS;) exit(1);
        for (int i = 0; i < q.positive_count; i++) q.positives[i] = bitmap_of[next(&text)];
        for (q.negative_count = (int)next(&text); q.negative_count > MOST_TARGETS;) exit(1);
        for (int i = 0; i < q.negative_count; i++) q.negatives[i] = bitmap_of[next(&text)];
        for (q.range_count = (int)next(&text); q.range_count > MOST_TARGETS;) exit(1);
        for (int i = 0; i < 2 * q.range_count; i++) q.ranges[i] = (uint32_t)next(&text);
        reply(&q);
    }

    free(line);
}

static void build(void) {
    uint64_t portable = 0, frozen = 0;
    for (size_t target = 0; target < target_count; target++) {
        roaring_bitmap_t *bitmap = load(target);
        portable += roaring_bitmap_portable_size_in_bytes(bitmap);
        frozen += roaring_bitmap_frozen_size_in_bytes(bitmap);
        roaring_bitmap_free(bitmap);
    }

    printf("%" PRIu64 " %" PRIu64 "\n", portable, frozen);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;

    // Each question allocates and frees some megabytes of bitmaps. By default glibc gives such a heap back to the kernel at the end of every question,
    // and the next one spends most of its time on page faults: measured at 12 times as long for at least 2 of 5 heavy lists.
    mallopt(M_TRIM_THRESHOLD, -1);
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TOP_PAD, 64 << 20);

    size_t bytes;
    offsets = map(argv[2], "offsets.bin", &bytes);
    target_count = bytes / sizeof(uint64_t) - 1;
    lists = map(argv[2], "lists.bin", &bytes);
    spam = map(argv[2], "spam.bin", &source_count);
    bitmap_of = calloc(target_count, sizeof *bitmap_of);
    if (strcmp(argv[1], "build") == 0) {
        build();
        return 0;
    }

    for (size_t source = 0; source < source_count; source++) {
        roaring_bitmap_t **level = &spam_levels[spam[source] + 1];
        if (*level == NULL) *level = roaring_bitmap_create();
        roaring_bitmap_add(*level, (uint32_t)source);
    }

    for (int level = 0; level < 102; level++) if (spam_levels[level] != NULL) roaring_bitmap_run_optimize(spam_levels[level]);
    ask();
    return 0;
}

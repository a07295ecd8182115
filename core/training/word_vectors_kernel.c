/* Skip-gram over a whole window at once: the inner loop of word2vec as three small matrix products.
 *
 * What this is: Mikolov et al. 2013 (arXiv:1310.4546) with the same negatives for every context word of a
 * window, as in Ji et al. 2016, "Parallelizing word2vec in shared and distributed memory"
 * (arXiv:1604.04661). With hierarchical softmax the shared targets are the nodes on the centre word's path,
 * and the sum is exactly the usual one.
 * What it is not: a vocabulary, a Huffman tree or a model. gensim makes those and holds the result.
 *
 *   A  M x D  input vectors of the context words          z = A B^T         M x T
 *   B  T x D  output vectors of the targets               g = rate (y - sigma(z))
 *   y  T      1 for the true word (or a left branch)      A += g B,   B += g^T A
 *
 * Each product runs in tiles of 4 x 4 that stay in registers. Compile with -DD=<width>, a multiple of 64.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define MOST_CONTEXTS 64
#define MOST_TARGETS 64
#define TABLE 4096
#define REACH 8.0f /* sigma(8) = 0.99966; beyond it the gradient is taken as constant */

#define LANES 16
#define TILE 4
#define WIDTH (D / LANES) /* vectors a row */

typedef float vec __attribute__((vector_size(64)));
typedef float loose __attribute__((vector_size(64), aligned(4))); /* in the tables, where rows start anywhere */

static float sigmoid_of[TABLE + 1];
static int place_of[LANES]; /* lane of `sums` that holds the sum of the i-th vector */

/* The sums of 16 vectors' lanes in one vector: halves are folded onto each other, four times. */
static inline vec sums(const vec x[LANES]) {
    vec h[8], q[4], p[2];
    for (int i = 0; i < 8; i++)
        h[i] = __builtin_shufflevector(x[2 * i], x[2 * i + 1], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
               __builtin_shufflevector(x[2 * i], x[2 * i + 1], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    for (int i = 0; i < 4; i++)
        q[i] = __builtin_shufflevector(h[2 * i], h[2 * i + 1], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +
               __builtin_shufflevector(h[2 * i], h[2 * i + 1], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    for (int i = 0; i < 2; i++)
        p[i] = __builtin_shufflevector(q[2 * i], q[2 * i + 1], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
               __builtin_shufflevector(q[2 * i], q[2 * i + 1], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    return __builtin_shufflevector(p[0], p[1], 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +
           __builtin_shufflevector(p[0], p[1], 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
}

void prepare(void) {
    vec numbered[LANES];
    for (int i = 0; i < LANES; i++) numbered[i] = (vec){0} + (float)i;
    vec found = sums(numbered);
    for (int lane = 0; lane < LANES; lane++) place_of[(int)(found[lane] / LANES + 0.5f)] = lane;
    for (int i = 0; i <= TABLE; i++) {
        float x = (2.0f * i / TABLE - 1.0f) * REACH;
        sigmoid_of[i] = 1.0f / (1.0f + expf(-x));
    }
}

static inline float sigmoid(float x) {
    if (x >= REACH) return sigmoid_of[TABLE];
    if (x <= -REACH) return sigmoid_of[0];
    return sigmoid_of[(int)((x + REACH) * (TABLE / (2.0f * REACH)) + 0.5f)];
}

static inline uint64_t draw(uint64_t *state) { /* splitmix64 */
    uint64_t z = (*state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

static inline float unit(uint64_t *state) { return (draw(state) >> 40) * (1.0f / 16777216.0f); }

typedef struct {
    const int32_t *words;   /* ids of the text */
    const int64_t *bounds;  /* where paragraphs start: paragraphs + 1 numbers */
    const float *keep;      /* V: chance that an occurrence is used (subsampling) */
    float *in, *out;        /* V x D, targets x D */
    const float *alias_chance; /* V: Walker's alias table of the noise distribution */
    const int32_t *alias;
    const int32_t *path_start; /* V + 1, or NULL for negative sampling */
    const int32_t *path;       /* inner nodes from the root to each word */
    const float *branch;       /* 1 - code of each step */
    int32_t vocabulary, window, negative;
    float rate_first, rate_last;
    int64_t total;          /* words of all passes, for the falling rate */
    int64_t *done;          /* words used so far, shared by workers */
} Job;

static _Thread_local int32_t kept[1 << 16];

/* One pass over paragraphs [first, last). Adds -log likelihood and pair count of one centre in 32 to loss[2]. */
void pass(const Job *job, int64_t first, int64_t last, uint64_t seed, double *loss) {
    static _Thread_local vec A[MOST_CONTEXTS * WIDTH], B[MOST_TARGETS * WIDTH];
    float g[MOST_CONTEXTS][MOST_TARGETS];
    float y[MOST_TARGETS];
    int32_t target[MOST_TARGETS], context[MOST_CONTEXTS];
    uint64_t state = seed;
    int64_t centres = 0;
    for (int64_t p = first; p < last; p++) {
        int64_t start = job->bounds[p], end = job->bounds[p + 1];
        if (end - start > (1 << 16)) end = start + (1 << 16);
        float share = (float)((double)*job->done / (double)job->total);
        if (share > 1.0f) share = 1.0f;
        float rate = job->rate_first + (job->rate_last - job->rate_first) * share;
        int n = 0;
        for (int64_t i = start; i < end; i++)
            if (unit(&state) < job->keep[job->words[i]]) kept[n++] = job->words[i];
        for (int i = 0; i < n; i++) {
            int reach = job->window - (int)(draw(&state) % (uint64_t)job->window);
            int lo = i - reach < 0 ? 0 : i - reach, hi = i + reach >= n ? n - 1 : i + reach;
            int M = 0, T = 0;
            for (int j = lo; j <= hi; j++)
                if (j != i && M < MOST_CONTEXTS) context[M++] = kept[j];
            if (!M) continue;
            if (job->path_start) {
                for (int k = job->path_start[kept[i]]; k < job->path_start[kept[i] + 1] && T < MOST_TARGETS; k++) {
                    target[T] = job->path[k];
                    y[T++] = job->branch[k];
                }
            } else {
                target[T] = kept[i];
                y[T++] = 1.0f;
                while (T <= job->negative) {
                    uint64_t r = draw(&state);
                    int32_t w = (int32_t)((r & 0xffffffffu) * (uint64_t)job->vocabulary >> 32);
                    if ((r >> 40) * (1.0f / 16777216.0f) >= job->alias_chance[w]) w = job->alias[w];
                    if (w == kept[i]) continue;
                    target[T] = w;
                    y[T++] = 0.0f;
                }
            }
            for (int t = 0; t < T; t++)
                for (int line = 0; line < D; line += 16) __builtin_prefetch(job->out + (int64_t)target[t] * D + line, 1);
            int M4 = (M + 3) & ~3, T4 = (T + 3) & ~3;
            for (int m = 0; m < M; m++) memcpy(A + m * WIDTH, job->in + (int64_t)context[m] * D, D * sizeof(float));
            memset(A + M * WIDTH, 0, (size_t)(M4 - M) * D * sizeof(float));
            for (int t = 0; t < T; t++) memcpy(B + t * WIDTH, job->out + (int64_t)target[t] * D, D * sizeof(float));
            memset(B + T * WIDTH, 0, (size_t)(T4 - T) * D * sizeof(float));
            int counted = (centres++ & 31) == 0;
            for (int m = 0; m < M4; m += TILE)
                for (int t = 0; t < T4; t += TILE) { /* z = A B^T */
                    vec z[LANES] = {0};
                    for (int d = 0; d < WIDTH; d++)
                        for (int i = 0; i < TILE; i++)
                            for (int j = 0; j < TILE; j++)
                                z[i * TILE + j] += A[(m + i) * WIDTH + d] * B[(t + j) * WIDTH + d];
                    vec total = sums(z);
                    for (int i = 0; i < TILE; i++)
                        for (int j = 0; j < TILE; j++) {
                            int used = m + i < M && t + j < T;
                            float s = sigmoid(total[place_of[i * TILE + j]]);
                            g[m + i][t + j] = used ? rate * (y[t + j] - s) : 0.0f;
                            if (counted && used) {
                                loss[0] -= log(y[t + j] > 0.5f ? s : 1.0f - s);
                                loss[1] += t + j == 0;
                            }
                        }
                }
            for (int m = 0; m < M4; m += TILE) /* A += g B, straight into the table: words may repeat */
                for (int d = 0; d < WIDTH; d += TILE) {
                    vec sum[TILE][TILE] = {{{0}}};
                    for (int t = 0; t < T; t++)
                        for (int i = 0; i < TILE; i++)
                            for (int e = 0; e < TILE; e++) sum[i][e] += g[m + i][t] * B[t * WIDTH + d + e];
                    for (int i = 0; i < TILE && m + i < M; i++) {
                        loose *row = (loose *)(job->in + (int64_t)context[m + i] * D) + d;
                        for (int e = 0; e < TILE; e++) row[e] += sum[i][e];
                    }
                }
            for (int t = 0; t < T4; t += TILE) /* B += g^T A */
                for (int d = 0; d < WIDTH; d += TILE) {
                    vec sum[TILE][TILE] = {{{0}}};
                    for (int m = 0; m < M; m++)
                        for (int i = 0; i < TILE; i++)
                            for (int e = 0; e < TILE; e++) sum[i][e] += g[m][t + i] * A[m * WIDTH + d + e];
                    for (int i = 0; i < TILE && t + i < T; i++) {
                        loose *row = (loose *)(job->out + (int64_t)target[t + i] * D) + d;
                        for (int e = 0; e < TILE; e++) row[e] += sum[i][e];
                    }
                }
        }
        __sync_fetch_and_add(job->done, job->bounds[p + 1] - job->bounds[p]);
    }
}

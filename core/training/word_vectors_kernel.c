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
 * Compile with -DD=<width>, a multiple of 16.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define MOST_CONTEXTS 64
#define MOST_TARGETS 64
#define TABLE 4096
#define REACH 8.0f /* sigma(8) = 0.99966; beyond it the gradient is taken as constant */

static float sigmoid_of[TABLE + 1];

void prepare(void) {
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
    static _Thread_local float A[MOST_CONTEXTS * D] __attribute__((aligned(64)));
    static _Thread_local float B[MOST_TARGETS * D] __attribute__((aligned(64)));
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
            for (int m = 0; m < M; m++) memcpy(A + m * D, job->in + (int64_t)context[m] * D, D * sizeof(float));
            memset(A + M * D, 0, (size_t)(M4 - M) * D * sizeof(float));
            for (int t = 0; t < T; t++) memcpy(B + t * D, job->out + (int64_t)target[t] * D, D * sizeof(float));
            memset(B + T * D, 0, (size_t)(T4 - T) * D * sizeof(float));
            int counted = (centres++ & 31) == 0;
            for (int m = 0; m < M4; m++) {
                const float *a = A + m * D;
                for (int t = 0; t < T4; t += 4) {
                    const float *b0 = B + t * D, *b1 = b0 + D, *b2 = b1 + D, *b3 = b2 + D;
                    float z0 = 0, z1 = 0, z2 = 0, z3 = 0;
                    for (int d = 0; d < D; d++) {
                        z0 += a[d] * b0[d];
                        z1 += a[d] * b1[d];
                        z2 += a[d] * b2[d];
                        z3 += a[d] * b3[d];
                    }
                    float z[4] = {z0, z1, z2, z3};
                    for (int k = 0; k < 4; k++) {
                        if (m >= M || t + k >= T) {
                            g[m][t + k] = 0.0f;
                            continue;
                        }
                        float s = sigmoid(z[k]);
                        g[m][t + k] = rate * (y[t + k] - s);
                        if (counted) {
                            loss[0] -= log(y[t + k] > 0.5f ? s : 1.0f - s);
                            if (t + k == 0) loss[1] += 1;
                        }
                    }
                }
            }
            for (int m = 0; m < M; m++) { /* A += g B, straight into the table: words may repeat */
                float *row = job->in + (int64_t)context[m] * D;
                for (int t = 0; t < T4; t += 4) {
                    const float *b0 = B + t * D, *b1 = b0 + D, *b2 = b1 + D, *b3 = b2 + D;
                    float g0 = g[m][t], g1 = g[m][t + 1], g2 = g[m][t + 2], g3 = g[m][t + 3];
                    for (int d = 0; d < D; d++) row[d] += g0 * b0[d] + g1 * b1[d] + g2 * b2[d] + g3 * b3[d];
                }
            }
            for (int t = 0; t < T; t++) { /* B += g^T A */
                float *row = job->out + (int64_t)target[t] * D;
                for (int m = 0; m < M4; m += 4) {
                    const float *a0 = A + m * D, *a1 = a0 + D, *a2 = a1 + D, *a3 = a2 + D;
                    float g0 = g[m][t], g1 = g[m + 1][t], g2 = g[m + 2][t], g3 = g[m + 3][t];
                    for (int d = 0; d < D; d++) row[d] += g0 * a0[d] + g1 * a1[d] + g2 * a2[d] + g3 * a3[d];
                }
            }
        }
        __sync_fetch_and_add(job->done, job->bounds[p + 1] - job->bounds[p]);
    }
}

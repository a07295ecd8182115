"""Skip-gram: a word's vector learns to foretell the words around it, cheaper than by softmax.

What this is: the two losses of word2vec and one step of plain gradient descent on each, equation
beside line, as pure functions of their parameters (a step takes vectors and returns new ones).
What it is not: the fast trainer of the large vectors (gensim does that); this is the small one
that is exported and then runs under a visitor's eyes.

Source: Mikolov et al. 2013a (skip-gram), 2013b (negative sampling, eq. 4; hierarchical softmax,
eq. 3); the lecture's slides on word2vec.

Legend: B pairs in a batch, K negatives for each, L longest path, V words, E numbers in a vector.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid


def negative_sampling_loss(
    input_vectors: Tensor,  # [V, E] v, the vectors that are kept
    output_vectors: Tensor,  # [V, E] u, thrown away after training
    centre: Tensor,  # [B] int64
    context: Tensor,  # [B] int64
    negatives: Tensor,  # [B, K] int64
) -> Tensor:  # [B]
    """−log σ(u_context · v_centre) − Σ_k log σ(−u_k · v_centre), for each pair."""
    v = input_vectors[centre]  # [B, E]
    near = (output_vectors[context] * v).sum(-1)  # [B]
    far = (output_vectors[negatives] * v[:, None]).sum(-1)  # [B, K]
    return -logsigmoid(near) - logsigmoid(-far).sum(-1)


def hierarchical_loss(
    input_vectors: Tensor,  # [V, E] v
    node_vectors: Tensor,  # [V − 1, E] θ, one for each inner node of the Huffman tree
    centre: Tensor,  # [B] int64
    path: Tensor,  # [B, L] int64, nodes from the root to the context word, padded with 0
    sign: Tensor,  # [B, L] float: +1 go left (code 0), −1 go right (code 1), 0 padding
) -> Tensor:  # [B]
    """−log P(context | centre) = −Σ_l log σ(sign_l · θ_l · v_centre), a product of branches."""
    v = input_vectors[centre]  # [B, E]
    score = (node_vectors[path] * v[:, None]).sum(-1)  # [B, L]
    return -(logsigmoid(sign * score) * sign.abs()).sum(-1)


def negative_sampling_step(
    input_vectors: Tensor,
    output_vectors: Tensor,
    centre: Tensor,
    context: Tensor,
    negatives: Tensor,
    learning_rate: Tensor,  # []
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """θ ← θ − η·∂L/∂θ with L summed over the batch, so each pair pulls as hard as it would alone.

    Returns the mean loss of a pair [], the new vectors [V, E] twice, and their gradients.
    """

    def loss(v: Tensor, u: Tensor) -> Tensor:
        return negative_sampling_loss(v, u, centre, context, negatives).sum()

    (grad_v, grad_u), value = torch.func.grad_and_value(loss, argnums=(0, 1))(
        input_vectors, output_vectors
    )
    return (
        value / centre.shape[0],
        input_vectors - learning_rate * grad_v,
        output_vectors - learning_rate * grad_u,
        grad_v,
        grad_u,
    )


def hierarchical_step(
    input_vectors: Tensor,
    node_vectors: Tensor,
    centre: Tensor,
    path: Tensor,
    sign: Tensor,
    learning_rate: Tensor,  # []
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The same step for the hierarchical softmax: mean loss, new vectors, gradients."""

    def loss(v: Tensor, theta: Tensor) -> Tensor:
        return hierarchical_loss(v, theta, centre, path, sign).sum()

    (grad_v, grad_theta), value = torch.func.grad_and_value(loss, argnums=(0, 1))(
        input_vectors, node_vectors
    )
    return (
        value / centre.shape[0],
        input_vectors - learning_rate * grad_v,
        node_vectors - learning_rate * grad_theta,
        grad_v,
        grad_theta,
    )

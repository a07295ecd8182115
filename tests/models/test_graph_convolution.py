"""The graph convolution net against its equations with whole matrices."""

import torch

from core.models.graph_convolution import GraphConvolution


def test_two_layers_are_the_papers_equation() -> None:
    torch.manual_seed(0)
    N, F = 5, 6
    A = torch.zeros(N, N)
    for a, b in ((0, 1), (1, 2), (2, 3), (3, 4), (0, 4)):
        A[a, b] = A[b, a] = 1
    degree = A.sum(1) + 1
    normalised = torch.diag(degree**-0.5) @ (A + torch.eye(N)) @ torch.diag(degree**-0.5)
    X = (torch.rand(N, F) > 0.5).float()
    row, column = X.nonzero(as_tuple=True)
    target, source = A.nonzero(as_tuple=True)
    net = GraphConvolution(F, 4, 3).eval()
    with torch.no_grad():
        log_probs, hidden = net(
            row, column, torch.ones(len(row)), source, target,
            (degree[source] * degree[target]) ** -0.5, 1 / degree,
        )  # fmt: skip
        H = torch.relu(normalised @ X @ net.first)
        wanted = torch.log_softmax(normalised @ H @ net.second, dim=-1)
    torch.testing.assert_close(hidden, H)
    torch.testing.assert_close(log_probs, wanted)

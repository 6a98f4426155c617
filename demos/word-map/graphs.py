"""t-SNE and PCA as torch modules that become graphs: plain tensor operations, all in float32.

In the shapes N = words, D = 50 numbers of each, E = 2 or 3 dimensions of the map.
The method is that of van der Maaten & Hinton (2008), with the schedule of scikit-learn's
``TSNE(method="exact")``. In three dimensions the map's distances follow the same Student
distribution with one degree of freedom.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

HALVINGS = 32  # of the interval in which each word's bandwidth is sought
LOW, HIGH = -8.0, 12.0  # its ends, as logarithms of 1 / (2 sigma^2)
LEAST = 1e-12  # of a logarithm's argument: float32 has nothing near scikit-learn's 2e-16
SQUARINGS = 12  # of a covariance: its 4096th power leaves one direction
NEAREST = 10
SMALLEST_GAIN = 0.01


def squares(x: Tensor) -> Tensor:
    """Squared distances between all rows: [N, C] -> [N, N], exactly 0 from each to itself."""
    length = (x * x).sum(1)  # [N]
    apart = length[:, None] + length[None, :] - 2 * (x @ x.T)
    return apart.clamp(min=0.0) * others(x)


def others(x: Tensor) -> Tensor:
    """1 for each pair of two different rows, 0 for a row and itself: [N, C] -> [N, N]."""
    row = torch.arange(x.shape[0])
    return (row[:, None] != row[None, :]).float()


class Affinities(nn.Module):
    """How much each pair of words belongs together: the chances that the map will imitate."""

    def forward(self, vectors: Tensor, perplexity: Tensor) -> tuple[Tensor, Tensor]:
        """[N, D] and a number of effective neighbours [] -> chances [N, N] with sum 1, and
        the sum of p log p [], which turns a cross-entropy into the KL divergence.
        """
        apart = squares(vectors)  # [N, N]
        other = others(vectors)
        # from the nearest: a softmax does not change, and exp() of the nearest is 1
        nearest = (apart + 1e9 * (1 - other)).amin(1, keepdim=True)  # [N, 1]
        apart = (apart - nearest).clamp(min=0.0)
        wanted = perplexity.log()
        low = torch.full_like(apart[:, :1], LOW)  # [N, 1]
        high = torch.full_like(low, HIGH)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            beta = middle.exp()
            weights = (-beta * apart).exp() * other  # [N, N]
            total = weights.sum(1, keepdim=True)  # [N, 1]
            entropy = total.log() + beta * (weights * apart).sum(1, keepdim=True) / total
            wide = entropy > wanted  # too many neighbours: narrower
            low, high = torch.where(wide, middle, low), torch.where(wide, high, middle)
        weights = (-((low + high) / 2).exp() * apart).exp() * other
        chances = weights / weights.sum(1, keepdim=True)
        both = (chances + chances.T) / (2 * vectors.shape[0])
        return both, (both * both.clamp(min=LEAST).log()).sum()


class Descent(nn.Module):
    """A few iterations of gradient descent with momentum and adaptive gains."""

    def __init__(self, iterations: int) -> None:
        super().__init__()
        self.iterations = iterations

    def forward(
        self,
        chances: Tensor,  # [N, N]
        constant: Tensor,  # []
        places: Tensor,  # [N, E]
        velocity: Tensor,  # [N, E]
        gains: Tensor,  # [N, E]
        exaggeration: Tensor,  # []
        momentum: Tensor,  # []
        rate: Tensor,  # []
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """New places, velocity and gains, and the KL divergence [] before the last iteration."""
        near = chances
        for _ in range(self.iterations):
            near, gradient, total = self.gradient(chances, places, exaggeration)
            against = velocity * gradient < 0
            gains = torch.where(against, gains + 0.2, gains * 0.8).clamp(min=SMALLEST_GAIN)
            velocity = momentum * velocity - rate * gains * gradient
            places = places + velocity
        # KL(P || Q) = sum p log p - sum p log q, where q = near / total
        kl = constant - (chances * near.clamp(min=LEAST).log()).sum() + total.log()
        return places, velocity, gains, kl

    def gradient(
        self, chances: Tensor, places: Tensor, exaggeration: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """1 / (1 + squared distance) [N, N], the gradient of KL [N, E], and the sum of the first.

        4 sum_j (p_ij - q_ij) near_ij (y_i - y_j), as thin products of matrices: there are few
        passes over what has N x N elements.
        """
        ones = torch.ones_like(places[:, :1])  # [N, 1]
        length = (places * places).sum(1, keepdim=True)  # [N, 1]
        left = torch.cat([places, length, ones], 1)  # [N, E+2]
        right = torch.cat([-2 * places, ones, 1 + length], 1)
        near = 1 / (left @ right.T).clamp(min=1.0)  # [N, N]
        total = near.sum() - near.diagonal().sum()
        ours = torch.cat([places, ones], 1)  # [N, E+1]
        pull = (chances * near) @ ours  # the last column holds the sums of the rows
        push = (near * near) @ ours
        size = places.shape[1]
        force = exaggeration * (pull[:, size:] * places - pull[:, :size])
        force = force - (push[:, size:] * places - push[:, :size]) / total
        return near, 4 * force, total


class Principal(nn.Module):
    """The three directions in which the words differ most, and where each word lies on them."""

    def forward(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """[N, D] -> places [N, 3] and each direction's share of the variance [3]."""
        centred = vectors - vectors.mean(0)
        covariance = centred.T @ centred / vectors.shape[0]  # [D, D]
        variance = covariance.diagonal().sum()
        places, shares = [], []
        for _ in range(3):
            power = covariance / covariance.diagonal().sum()
            for _ in range(SQUARINGS):
                power = power @ power
                power = power / power.diagonal().sum()  # what remains is v v^T
            longest = (power * power).sum(0).argmax()
            direction = power.index_select(1, longest.reshape(1))  # [D, 1]
            direction = direction / direction.norm()
            along = centred @ direction  # [N, 1]
            # either sign would do: let the longer tail be on the right
            along = along * torch.where((along**3).sum() < 0, -1.0, 1.0)
            value = (direction.T @ covariance @ direction).reshape(())
            covariance = covariance - value * (direction @ direction.T)
            places.append(along)
            shares.append(value / variance)
        return torch.cat(places, 1), torch.stack(shares)


class Neighbours(nn.Module):
    """Each word's nearest others, in the 50 dimensions or on a map."""

    def forward(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """[N, C] -> rows [N, 10], nearest first, and their distances [N, 10]."""
        apart = squares(points) + 1e9 * (1 - others(points))
        closeness, rows = torch.topk(-apart, NEAREST)
        return rows.int(), (-closeness).clamp(min=0.0).sqrt()


class Apart(nn.Module):
    """How far groups of words are from each other, and how far apart the words of each are."""

    def forward(self, points: Tensor, member: Tensor) -> Tensor:
        """[N, C], and 1 or 0 for each group and word [G, N] -> mean distances [G, G]."""
        count = member.sum(1)  # [G]
        pairs = count[:, None] * count[None, :] - torch.diag(count)
        return member @ squares(points).sqrt() @ member.T / pairs


class Finished(nn.Module):
    """Maps that were run to their end when `make.py` was run."""

    flat: Tensor
    solid: Tensor

    def __init__(self, flat: Tensor, solid: Tensor) -> None:
        super().__init__()
        self.register_buffer("flat", flat)  # [515, 2]
        self.register_buffer("solid", solid)  # [515, 3]

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Places of words by their rows in the list, in two dimensions and in three."""
        return self.flat.index_select(0, rows), self.solid.index_select(0, rows)

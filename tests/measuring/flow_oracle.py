"""Flow KPIs worked out a second time, with loops over raw rows: no fact, no catalogue, no numpy.

Pairs are lists of (origin, destination) of exchanges, one per exchange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log
from typing import Any

from cxc_metrics.scope import DataVersionLike

Pairs = Sequence[tuple[Any, Any]]
Dated = Sequence[tuple[Any, Any, Any, Any]]

Found = dict[tuple[Any, ...], tuple[float, int]]


def density(found: Pairs, nodes: int, *, loops: bool) -> float:
    return len(set(found)) / (nodes * nodes if loops else nodes * (nodes - 1))


def nodes_of(found: Pairs) -> int:
    return len({node for pair in found for node in pair})


def weighted_reciprocity(found: Pairs) -> float:
    flows = Counter((a, b) for a, b in found if a != b)
    returned = sum(min(amount, flows[b, a]) for (a, b), amount in list(flows.items()))
    return returned / sum(flows.values())


def two_way(found: Pairs) -> float:
    links = {(a, b) for a, b in found if a != b}
    return len([1 for a, b in links if (b, a) in links]) / len(links)


def balances(found: Pairs) -> dict[Any, tuple[float, int]]:
    sent, received = Counter(a for a, _ in found), Counter(b for _, b in found)
    return {
        node: ((received[node] - sent[node]) / (received[node] + sent[node]), received[node] + sent[node])
        for node in {*sent, *received}
    }


def hhi(values: Sequence[Any]) -> float:
    return sum((amount / len(values)) ** 2 for amount in Counter(values).values())


def effective_by_entropy(values: Sequence[Any]) -> float:
    shares = [amount / len(values) for amount in Counter(values).values()]
    return exp(-sum(share * log(share) for share in shares))


def modelled(found: Pairs, *, loops: bool) -> dict[tuple[Any, Any], float]:
    """Proportional fitting of a table of ones, its diagonal empty unless `loops`, to both margins."""
    origins, destinations = Counter(a for a, _ in found), Counter(b for _, b in found)
    cell = {(a, b): 1.0 for a in origins for b in destinations if loops or a != b}
    for _ in range(2_000):
        for a, want in origins.items():
            have = sum(cell.get((a, b), 0.0) for b in destinations)
            for b in destinations:
                if (a, b) in cell:
                    cell[a, b] *= want / have
        for b, want in destinations.items():
            have = sum(cell.get((a, b), 0.0) for a in origins)
            for a in origins:
                if (a, b) in cell:
                    cell[a, b] *= want / have
        off = max(abs(sum(cell.get((a, b), 0.0) for b in destinations) - n) for a, n in origins.items())
        if off < 1e-9:
            break
    return cell


def betweenness(found: Pairs) -> dict[Any, float]:
    """Brandes' count of shortest paths through each node, over (N-1)(N-2)/2.

    Empty under three nodes or without a link.
    """
    nodes = sorted({node for pair in found for node in pair})
    links = {frozenset(pair) for pair in found if pair[0] != pair[1]}
    if len(nodes) < 3 or not links:
        return {}
    beside: dict[Any, list[Any]] = {node: [] for node in nodes}
    for link in links:
        one, other = sorted(link)
        beside[one].append(other)
        beside[other].append(one)
    through = dict.fromkeys(nodes, 0.0)
    for source in nodes:
        order, ways, far, before = [], {source: 1.0}, {source: 0}, {node: [] for node in nodes}
        queue = [source]
        while queue:
            here = queue.pop(0)
            order.append(here)
            for there in beside[here]:
                if there not in far:
                    far[there] = far[here] + 1
                    ways[there] = 0.0
                    queue.append(there)
                if far[there] == far[here] + 1:
                    ways[there] += ways[here]
                    before[there].append(here)
        share = dict.fromkeys(nodes, 0.0)
        for here in reversed(order):
            for there in before[here]:
                share[there] += ways[there] / ways[here] * (1.0 + share[here])
            if here != source:
                through[here] += share[here]
    size = len(nodes)
    return {node: value / ((size - 1) * (size - 2)) for node, value in through.items()}


def cluster_pairs(version: DataVersionLike, exchanges: Sequence[dict[str, Any]]) -> list[tuple[Any, Any]]:
    """A pair for each cluster of the visitor and each of the host, by the memberships of the day.

    `exchanges` have a (visitor), b (host) and day. A cluster organisation is its own cluster.
    """
    members = version.query("SELECT * FROM cluster_membership").to_pylist()
    own = version.query("SELECT organisation_id FROM organisation WHERE org_type = 'cluster'").to_pylist()
    belongs: dict[Any, list[tuple[Any, Any, Any]]] = {}
    for row in members:
        belongs.setdefault(row["member_id"], []).append(
            (row["cluster_id"], row["valid_from"], row["valid_to"])
        )
    for row in own:
        key = row["organisation_id"]
        belongs.setdefault(key, []).append((key, None, None))

    def clusters(organisation: Any, day: Any) -> list[Any]:
        return [
            cluster
            for cluster, start, end in belongs.get(organisation, [])
            if day is None or ((start is None or start <= day) and (end is None or day <= end))
        ]

    return [
        (one, other)
        for row in exchanges
        for one in clusters(row["a"], row["day"])
        for other in clusters(row["b"], row["day"])
    ]


def intensities(found: Pairs, *, loops: bool) -> Found:
    """Observed over modelled, where modelled at 1 or more; none where a hub leaves nothing to fit."""
    total = len(found)
    if not loops and any(sum(node in pair for pair in found) == total for node in found[0]):
        return {}
    observed = Counter(found)
    return {
        pair: (observed[pair] / expected, observed[pair])
        for pair, expected in modelled(found, loops=loops).items()
        if expected >= 1
    }


def hosts_of_each(found: Pairs) -> Found:
    """1/H of the hosts of each origin with at least 5 exchanges."""
    to: dict[Any, list[Any]] = {}
    for origin, destination in found:
        to.setdefault(origin, []).append(destination)
    return {(origin,): (1 / hhi(hosts), len(hosts)) for origin, hosts in to.items() if len(hosts) >= 5}


def balances_shown(found: Pairs) -> Found:
    return {(node,): told for node, told in balances(found).items() if told[1] >= 5}


def new_pairs(found: Dated, history: Dated) -> Found:
    """Rows are (one, other, day, exchange). Undated ones come last; all of a pair's first day are first."""
    order = sorted(history, key=lambda row: (row[2] is None, str(row[2])))
    first: dict[frozenset[Any], Any] = {}
    for one, other, day, _ in order:
        first.setdefault(frozenset((one, other)), day)
    opening = {row[3] for row in order if row[2] == order[0][2]}
    used = {frozenset(row[:2]) for row in found}
    new = {frozenset(row[:2]) for row in found if first[frozenset(row[:2])] == row[2]}
    if new == used and opening & {row[3] for row in found}:
        return {}
    return {(): (len(new) / len(used), len(used))}


def crossing(found: Pairs) -> Found:
    outside = len([1 for one, other in found if one != other])
    return {(): ((2 * outside - len(found)) / len(found), len(found))}

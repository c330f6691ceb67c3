"""Which slugs are one actor: pairs put together, and what contradicts itself left apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.reconcile.decisions import FILE, Decisions
from odas_graph.reconcile.entries import Entry
from odas_graph.reconcile.scoring import Pair

SlugPair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Clusters:
    """The slug that stays, by each slug that goes; and what was left apart, as findings."""

    renamed: Mapping[str, str]
    findings: tuple[Finding, ...]


def cluster(entries: Sequence[Entry], certain: Iterable[Pair], decisions: Decisions) -> Clusters:
    """Which slugs become which. The order of everything given does not count.

    Decisions come first, then equal identifiers, then equal names. A group that holds two actors decided different, two
    SIREN, or a body and its part, contradicts itself: its weakest links go, all of them, and a finding says so.
    """
    same, apart = decisions.pairs("meme"), set(decisions.pairs("different"))
    unsure = set(decisions.pairs("incertain"))
    pairs = [p for p in certain if p.slugs not in apart and p.slugs not in unsure]
    numbered = [p.slugs for p in pairs if any(f.code == "same-identifier" for f in p.features)]
    named = [p.slugs for p in pairs if p.slugs not in set(numbered)]
    contradiction = _Contradiction(entries, apart, {})
    findings: list[Finding] = []
    kept: list[SlugPair] = []
    for group in _groups(same).values():
        clash = contradiction.decided(group)
        if clash:
            findings.append(_chain(clash, sorted(group)))
        else:
            kept += [pair for pair in same if pair[0] in group]
    # A doubt holds back what would merge unasked, not what somebody decided.
    root = _roots(kept)
    contradiction = _Contradiction(entries, apart | {
        (one, other) for one, other in unsure if root.get(one, one) != root.get(other, other)}, root)
    while True:
        more, faults = _joined(numbered, named, kept, contradiction)
        if not more:
            break
        kept += more
    return Clusters(_stays(entries, _groups(kept)), tuple(dict.fromkeys([*findings, *faults])))


def _joined(numbered: Sequence[SlugPair], named: Sequence[SlugPair], kept: Sequence[SlugPair],
            contradiction: _Contradiction) -> tuple[list[SlugPair], list[Finding]]:
    """The links that join something to what `kept` has joined, and the groups that contradict themselves.

    What is part of one of a group is part of the group: joining some may part others, so this is asked until nothing
    more is joined.
    """
    findings: list[Finding] = []
    more: list[SlugPair] = []
    root = _roots(kept)
    possible = contradiction.without_parts([*numbered, *named], kept)
    blocked = _blocked(_groups([*kept, *possible]), contradiction, findings)
    for links in (numbered, named):
        standing = [pair for pair in contradiction.without_parts(links, [*kept, *more]) if pair[0] not in blocked]
        groups = _groups([*kept, *more, *standing])
        of_group: dict[str, list[SlugPair]] = {}
        top = {slug: first for first, group in groups.items() for slug in group}
        for pair in standing:
            of_group.setdefault(top[pair[0]], []).append(pair)
        for first, own in sorted(of_group.items()):
            group = groups[first]
            clash = contradiction.stated(group)
            if clash:
                findings.append(_left_apart(clash, sorted(group)))
            else:
                more += own
    return [(one, other) for one, other in more if root.get(one, one) != root.get(other, other)], findings


def _roots(pairs: Iterable[SlugPair]) -> dict[str, str]:
    """The first slug of the group of each slug that is in one."""
    return {slug: first for first, group in _groups(pairs).items() for slug in group}


class _Contradiction:
    """What cannot be one actor: pairs decided different, two SIREN, a body and a part of it."""

    def __init__(self, entries: Sequence[Entry], apart: set[SlugPair], decided: Mapping[str, str]) -> None:
        self.apart: dict[str, set[str]] = {}
        for one, other in apart:
            self.apart.setdefault(one, set()).add(other)
        self.sirens: dict[str, set[str]] = {}
        self.above: dict[str, set[str]] = {}
        for entry in entries:
            self.sirens.setdefault(entry.slug, set()).update(entry.sirens)
            self.above.setdefault(entry.slug, set()).update(set(entry.part_of) - {entry.slug})
        self.root = decided

    def without_parts(self, links: Sequence[SlugPair], kept: Sequence[SlugPair]) -> list[SlugPair]:
        """The links less those between a body and its part, once the pairs of `kept` are one."""
        root = _roots(kept)
        above: dict[str, set[str]] = {}
        for slug, those in self.above.items():
            above.setdefault(root.get(slug, slug), set()).update(root.get(a, a) for a in those)
        tops = ((pair, root.get(pair[0], pair[0]), root.get(pair[1], pair[1])) for pair in links)
        return [pair for pair, one, other in tops
                if one == other or not (other in above.get(one, ()) or one in above.get(other, ()))]

    def decided(self, group: set[str]) -> SlugPair | None:
        return next(((one, other) for one in sorted(group) for other in sorted(self.apart.get(one, set()) & group)),
                    None)

    def stated(self, group: set[str]) -> SlugPair | None:
        """Two of the group that data says are two actors; what a person decided to be one stands."""
        clash = self.decided(group)
        if clash:
            return clash
        numbers: dict[str, set[str]] = {}
        for slug in sorted(group):
            top = self.root.get(slug, slug)
            for above in sorted(self.above.get(slug, set()) & group):
                if self.root.get(above, above) != top:
                    return slug, above
            numbers.setdefault(top, set()).update(self.sirens.get(slug, ()))
        known = sorted((slug, those) for slug, those in numbers.items() if those)
        # One number that all share: nothing to look for, however many they are.
        if not known or set.intersection(*(those for _slug, those in known)):
            return None
        return next(((one, other) for (one, mine), (other, theirs) in combinations(known, 2)
                     if mine.isdisjoint(theirs)), None)


def _blocked(groups: Mapping[str, set[str]], contradiction: _Contradiction, findings: list[Finding]) -> set[str]:
    """The slugs of groups in which a decision says different: nothing of them merges unasked."""
    blocked: set[str] = set()
    for group in groups.values():
        clash = contradiction.decided(group)
        if clash:
            blocked |= group
            findings.append(_left_apart(clash, sorted(group)))
    return blocked


def _groups(pairs: Iterable[SlugPair]) -> dict[str, set[str]]:
    """The connected groups of two or more, by their first slug."""
    root: dict[str, str] = {}

    def top(slug: str) -> str:
        while root.setdefault(slug, slug) != slug:
            root[slug] = root[root[slug]]
            slug = root[slug]
        return slug

    for one, other in pairs:
        first, second = sorted((top(one), top(other)))
        root[second] = first
    groups: dict[str, set[str]] = {}
    for slug in sorted(root):
        groups.setdefault(top(slug), set()).add(slug)
    return groups


def _stays(entries: Sequence[Entry], groups: Mapping[str, set[str]]) -> dict[str, str]:
    """The slug that stays of each group: that of the entry of lowest rank, then the first; slugs without entry go."""
    rank: dict[str, int] = {}
    for entry in entries:
        rank[entry.slug] = min(rank.get(entry.slug, entry.rank), entry.rank)
    renamed = {}
    for group in groups.values():
        present = sorted((slug for slug in group if slug in rank), key=lambda slug: (rank[slug], slug))
        renamed.update(dict.fromkeys(present[1:], present[0]) if present else {})
    return renamed


def _shown(group: Sequence[str]) -> str:
    return ", ".join(group[:6]) + ("…" if len(group) > 6 else "")


def _chain(clash: SlugPair, group: Sequence[str]) -> Finding:
    return Finding(level="warning", code="decisions-contradict", file=FILE, message=_(
        "“{one}” and “{other}” are decided different, yet other decisions join them ({group}): none of these was "
        "merged. Change one of the decisions.").format(one=clash[0], other=clash[1], group=_shown(group)))


def _left_apart(clash: SlugPair, group: Sequence[str]) -> Finding:
    return Finding(level="warning", code="not-merged", message=_(
        "{group} seem to be one actor, but “{one}” and “{other}” are two: they were left apart. Decide with "
        "`odas-graph reconcile --review`.").format(group=_shown(group), one=clash[0], other=clash[1]))

"""Which slugs are one actor: pairs put together, and what contradicts itself left apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    contradiction = _Contradiction(entries, apart, same)
    findings: list[Finding] = []
    kept: list[SlugPair] = []
    for group in _groups(same).values():
        clash = contradiction.decided(group)
        if clash:
            findings.append(_chain(clash, sorted(group)))
        else:
            kept += [pair for pair in same if pair[0] in group]
    standing = contradiction.apart_as_parts([*numbered, *named], kept)
    blocked = _blocked(_groups([*kept, *standing]), contradiction, findings)
    for links in (numbered, named):
        # A step starts from what the former has joined: what is part of one of a group is part of it.
        standing = [pair for pair in contradiction.apart_as_parts(links, kept) if pair[0] not in blocked]
        for group in _groups([*kept, *standing]).values():
            own = [pair for pair in standing if pair[0] in group]
            clash = contradiction.stated(group) if own else None
            if clash:
                findings.append(_left_apart(clash, sorted(group)))
            else:
                kept += own
    return Clusters(_stays(entries, _groups(kept)), tuple(dict.fromkeys(findings)))


class _Contradiction:
    """What cannot be one actor: pairs decided different, two SIREN, a body and a part of it."""

    def __init__(self, entries: Sequence[Entry], apart: set[SlugPair], same: Sequence[SlugPair]) -> None:
        self.apart: dict[str, set[str]] = {}
        for one, other in apart:
            self.apart.setdefault(one, set()).add(other)
        self.sirens: dict[str, set[str]] = {}
        self.above: dict[str, set[str]] = {}
        for entry in entries:
            self.sirens.setdefault(entry.slug, set()).update(entry.sirens)
            self.above.setdefault(entry.slug, set()).update(set(entry.part_of) - {entry.slug})
        self.same = set(same)

    def apart_as_parts(self, links: Sequence[SlugPair], kept: Sequence[SlugPair]) -> list[SlugPair]:
        """The links less those between a body and its part, once the pairs of `kept` are one."""
        root = {slug: first for first, group in _groups(kept).items() for slug in group}
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
        holder: tuple[str, str] | None = None
        for slug in sorted(group):
            for above in sorted(self.above.get(slug, ())):
                if above in group and (min(slug, above), max(slug, above)) not in self.same:
                    return slug, above
            for siren in sorted(self.sirens.get(slug, ())):
                if holder is None:
                    holder = slug, siren
                elif holder[1] != siren and (min(slug, holder[0]), max(slug, holder[0])) not in self.same:
                    return holder[0], slug
        return None


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

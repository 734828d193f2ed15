"""Raw contract tables joined for check queries: what each source reads, and what its dimensions are.

Nothing here knows a fact: every join and every dimension is spelt out a second time on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

# Words that case files may use in braces.
PLACEHOLDERS = {
    "HELD": """e.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
        AND e.working_days >= 3 AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL""",
    "CLOSED": """e.status = 'completed'
        AND e.working_days >= 3 AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL""",
    # The same of another exchange f, in every view.
    "HELD_F": """f.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
        AND f.working_days >= 3 AND f.vo_country <> f.ho_country AND f.vop_id IS NOT NULL""",
    "CANCELLED": "e.status = 'cancelled' AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL",
    "EXTERNAL": "e.cancel_reason IN ('pandemic', 'visa_or_travel', 'force_majeure', 'scheme_closed')",
    "EU": """('BE', 'BG', 'CZ', 'DK', 'DE', 'EE', 'IE', 'EL', 'ES', 'FR', 'HR', 'IT', 'CY', 'LV', 'LT', 'LU',
        'HU', 'MT', 'NL', 'AT', 'PL', 'PT', 'RO', 'SI', 'SK', 'FI', 'SE')""",
    "FIRST_DAY": "coalesce(e.actual_start, e.planned_start)",
    "FUNDED": "(coalesce(e.lump_sum_agreed_eur, 0) > 0 OR coalesce(e.lump_sum_paid_eur, 0) > 0)",
    "PAID_UNDATED": """(e.paid_on IS NULL
        AND coalesce(e.status = 'completed' AND e.lump_sum_paid_eur > 0, false))""",
    "SIGNED": """u.status IN ('achieved', 'verified')
        AND u.outcome_type IN ('commercial_agreement', 'technology_agreement', 'rdi_agreement')""",
    # No report of the same two organisations and the same kind in the 183 days before this one.
    "FIRST_REPORT": """(u.partner_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM outcome q
        WHERE q.outcome_id <> u.outcome_id AND q.outcome_type = u.outcome_type
            AND q.status IN ('achieved', 'verified')
            AND ((q.organisation_id = u.organisation_id AND q.partner_id = u.partner_id)
                OR (q.organisation_id = u.partner_id AND q.partner_id = u.organisation_id))
            AND coalesce(q.occurred_on, q.reported_on) BETWEEN coalesce(u.occurred_on, u.reported_on) - 183
                AND coalesce(u.occurred_on, u.reported_on)
            AND (coalesce(q.occurred_on, q.reported_on) < coalesce(u.occurred_on, u.reported_on)
                OR q.outcome_id < u.outcome_id)))""",
    # Later of the two validations of the first match that both sides validated.
    "MATCHED": """(SELECT min(CASE WHEN m.ho_validated_on IS NULL OR m.vo_validated_on > m.ho_validated_on
            THEN m.vo_validated_on ELSE m.ho_validated_on END)
        FROM match m WHERE m.vo_registration_id = r.registration_id AND m.status = 'validated')""",
    # Matched, but no day of validation was recorded for any of the matches.
    "MATCH_UNDATED": """({MATCHED} IS NULL AND EXISTS (
        SELECT 1 FROM match m WHERE m.vo_registration_id = r.registration_id AND m.status = 'validated'))""",
    "PRIOR": """coalesce((SELECT m.origin = 'prior_agreement' FROM match m
        WHERE m.vo_registration_id = r.registration_id AND m.status = 'validated'
            AND coalesce(m.vo_validated_on, m.ho_validated_on) IS NOT NULL
        ORDER BY CASE WHEN m.ho_validated_on IS NULL OR m.vo_validated_on > m.ho_validated_on
            THEN m.vo_validated_on ELSE m.ho_validated_on END, m.match_id LIMIT 1),
        (SELECT min(CASE WHEN m.origin = 'prior_agreement' THEN 1 ELSE 0 END) = 1 FROM match m
        WHERE m.vo_registration_id = r.registration_id AND m.status = 'validated'), false)""",
    "ACCEPTED": """(r.status = 'accepted'
        OR (r.status IN ('expired', 'withdrawn') AND r.decided_on IS NOT NULL))""",
    "VISITOR": "r.role = 'VO' AND r.status <> 'draft'",
    # Of the exchanges that came of registration r (see `whose_visit`).
    "TRAVELLED": """(SELECT min({FIRST_DAY}) FROM exchange e JOIN ({PAIRS}) w ON w.exchange_id = e.exchange_id
        WHERE {HELD} AND w.registration_id = r.registration_id)""",
    "CALLED_OFF": """(SELECT min({FIRST_DAY}) FROM exchange e
        JOIN ({PAIRS}) w ON w.exchange_id = e.exchange_id
        WHERE e.status = 'cancelled' AND w.registration_id = r.registration_id)""",
    "WITHDREW": """CASE WHEN r.status IN ('withdrawn', 'expired')
        THEN coalesce(r.available_to, r.decided_on, r.submitted_on) END""",
    "MATCH_ON_RECORD": """r.registration_id IN (
        SELECT m.vo_registration_id FROM match m WHERE m.status = 'validated')""",
    # The first meeting of these two organisations, whichever is named first.
    "FIRST_MET": """g.org_a IS NOT NULL AND g.org_b IS NOT NULL AND g.held_on IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM meeting b
        WHERE ((b.org_a = g.org_a AND b.org_b = g.org_b) OR (b.org_a = g.org_b AND b.org_b = g.org_a))
            AND (b.held_on < g.held_on OR (b.held_on = g.held_on AND b.meeting_id < g.meeting_id)))""",
    "VISIT_OF_THE_TWO": """(SELECT min({FIRST_DAY}) FROM exchange e WHERE {HELD}
        AND ((e.vo_id = g.org_a AND e.ho_id = g.org_b) OR (e.vo_id = g.org_b AND e.ho_id = g.org_a)))""",
    # By its status it came as far as this, or was rejected, and no day says when.
    "REJECTED_UNDATED": "coalesce(s.status = 'rejected' AND s.rejected_on IS NULL, false)",
    "CLUSTER": "coalesce('event ' || e.event_id, 'host ' || e.ho_id)",
    "ANSWERED": "i.responded_on IS NOT NULL",
    # Registers without pairs: the project's (event's) first day, else the row's own.
    "PROJECT_DAY": "CASE WHEN p.start_date IS NULL THEN t.started_on ELSE p.start_date END",
    "EVENT_DAY": "CASE WHEN t.start_date IS NULL THEN a.started_on ELSE t.start_date END",
    "TAKEN_PART_IN": "p.project_id IN (SELECT project_id FROM project_participant)",
    "ABROAD": """(CASE WHEN a.event_country IS NULL THEN t.country_code ELSE a.event_country END
        <> a.person_country)""",
    "ACHIEVED": "(s.achievement_type IS NOT NULL OR s.achieved_on IS NOT NULL)",
    # Of the visiting organisation of exchange e, whichever visit e is.
    "FIRST_VISIT": """(SELECT min(coalesce(f.actual_start, f.planned_start)) FROM exchange f
        WHERE f.vo_id = e.vo_id AND {HELD_F})""",
    "SERVED_BEFORE_VISIT": """(EXISTS (
        SELECT 1 FROM service s WHERE s.organisation_id = e.vo_id AND s.started_on < {FIRST_VISIT}))""",
    "SERVICES_ARE_DATED": """(NOT EXISTS (
        SELECT 1 FROM service s WHERE s.organisation_id = e.vo_id
            AND (s.started_on IS NULL OR {FIRST_VISIT} IS NULL)))""",
    # Of organisation o: those accepted as visitors, and whether a service began before the first acceptance.
    "AS_VISITORS": """(SELECT q.organisation_id FROM registration q WHERE q.role = 'VO' AND (
        q.status = 'accepted' OR (q.status IN ('expired', 'withdrawn') AND q.decided_on IS NOT NULL)))""",
    "SUPPORTED": """CASE WHEN o.organisation_id IN {AS_VISITORS} THEN EXISTS (
        SELECT 1 FROM service s WHERE s.organisation_id = o.organisation_id AND s.started_on < (
            SELECT min(q.decided_on) FROM registration q WHERE q.role = 'VO'
                AND q.organisation_id = o.organisation_id
                AND q.status IN ('accepted', 'expired', 'withdrawn'))) END""",
}


def filled(text: str, as_at: str) -> str:
    """A case's SQL with its words replaced; some stand within others."""
    for _ in range(3):
        for word, sql in {**PLACEHOLDERS, "AS_AT": f"DATE '{as_at}'"}.items():
            text = text.replace(f"{{{word}}}", sql)
    return text


@dataclass(frozen=True)
class Source:
    """A relation, what its dimensions are, and whether a row is about one exchange `e`."""

    relation: str
    dimensions: dict[str, str]
    has_exchange: bool = False


_SIDES = """
    LEFT JOIN organisation v ON v.organisation_id = e.vo_id
    LEFT JOIN organisation h ON h.organisation_id = e.ho_id"""
_BAND = """CASE WHEN e.distance_km IS NULL THEN NULL
    WHEN e.distance_km >= 2000 THEN '2000_and_over'
    WHEN e.distance_km >= 1000 THEN '1000_to_2000'
    WHEN e.distance_km >= 500 THEN '500_to_1000'
    WHEN e.distance_km >= 200 THEN '200_to_500' ELSE 'under_200' END"""
# A region is told by the code's first four characters and its version; countries and their parts are none.
_REGION = """CASE WHEN length({0}.nuts_id) IN (4, 5) AND left({0}.nuts_id, 2) <> 'XK' AND {0}.nuts_version > 0
    THEN concat(left({0}.nuts_id, 4), ' (', {0}.nuts_version, ')') END"""
_PAIR = {
    "wave": "e.wave",
    "visitor_country": "e.vo_country",
    "host_country": "e.ho_country",
    "visitor_sector": "v.ecosystem_id",
    "host_sector": "h.ecosystem_id",
    "partnership": "e.vop_id",
    "host_partnership": "e.hop_id",
    "visitor_type": "v.org_type",
    "host_type": "h.org_type",
    "visitor_size": "v.size_class",
    "host_size": "h.size_class",
    "host_nuts2": _REGION.format("h"),
    "mode": "e.mode",
    "distance_band": _BAND,
    "cross_sector": "v.ecosystem_id <> h.ecosystem_id",
    "cross_partnership": "e.vop_id <> e.hop_id",
}
_COLUMNS = {
    "country": ("vo_country", "ho_country", "country_code"),
    "sector": ("", "", "ecosystem_id"),
    "type": ("", "", "org_type"),
    "size": ("", "", "size_class"),
}


def _one_side(role: str, organisation: str, registration: str = "r") -> dict[str, str]:
    side = {"VO": "visitor", "HO": "host"}[role]
    region = {"host_nuts2": f"CASE WHEN {registration}.role = 'HO' THEN {_REGION.format(organisation)} END"}
    return (region if role == "HO" else {}) | {
        f"{side}_{name}": f"CASE WHEN {registration}.role = '{role}' THEN {organisation}.{columns[2]} END"
        for name, columns in _COLUMNS.items()
    }


def _either() -> dict[str, str]:
    """Of the exchange, else of the registration on the side of its role."""
    own = {**_one_side("VO", "ro"), **_one_side("HO", "ro")}
    both = {
        name: f"CASE WHEN e.exchange_id IS NULL THEN {sql} ELSE {_PAIR[name]} END"
        for name, sql in own.items()
    }
    return {
        **_PAIR,
        **both,
        "wave": "CASE WHEN e.exchange_id IS NULL THEN rp.wave ELSE e.wave END",
        "partnership": "coalesce(e.vop_id, r.partnership_id)",
    }


_HANGING = """
    LEFT JOIN registration r ON r.registration_id = {0}.registration_id
    LEFT JOIN organisation ro ON ro.organisation_id = r.organisation_id
    LEFT JOIN partnership rp ON rp.partnership_id = r.partnership_id
    LEFT JOIN organisation o ON o.organisation_id = {0}.organisation_id"""
_AT_EVENT = """
    LEFT JOIN event t ON t.event_id = g.event_id
    LEFT JOIN partnership tp ON tp.partnership_id = t.organised_by"""
_MEETING = {
    **_PAIR,
    "wave": "coalesce(e.wave, tp.wave)",
    "partnership": "coalesce(e.vop_id, t.organised_by)",
    "mode": "coalesce(e.mode, t.mode)",
    "meeting_kind": "g.kind",
}
_CLIENT = {f"client_{name}": f"o.{columns[2]}" for name, columns in _COLUMNS.items()}
_OF_PROFILE = {
    "profile_kind": "p.kind",
    "client_country": "CASE WHEN p.country_code IS NULL THEN o.country_code ELSE p.country_code END",
    "client_sector": "CASE WHEN p.ecosystem_id IS NULL THEN o.ecosystem_id ELSE p.ecosystem_id END",
}

SOURCES: dict[str, Source] = {
    "exchange": Source(
        f"exchange e{_SIDES}", {**_PAIR, "status": "e.status", "cancel_reason": "e.cancel_reason"}, True
    ),
    "registration": Source(
        """registration r
    JOIN organisation o ON o.organisation_id = r.organisation_id
    LEFT JOIN partnership p ON p.partnership_id = r.partnership_id""",
        {
            "wave": "p.wave",
            "partnership": "r.partnership_id",
            "role": "r.role",
            "registration_status": "r.status",
            **_one_side("VO", "o"),
            **_one_side("HO", "o"),
        },
    ),
    "partnership": Source("partnership p", {"wave": "p.wave", "partnership": "p.partnership_id"}),
    "journey": Source(
        """registration r
    JOIN organisation o ON o.organisation_id = r.organisation_id
    LEFT JOIN partnership p ON p.partnership_id = r.partnership_id""",
        {
            "wave": "p.wave",
            "partnership": "r.partnership_id",
            "registration_status": "r.status",
            "support_before": "{SUPPORTED}",
            **_one_side("VO", "o"),
        },
    ),
    "match": Source(
        """match m
    LEFT JOIN registration r ON r.registration_id = m.vo_registration_id
    LEFT JOIN registration rh ON rh.registration_id = m.ho_registration_id
    LEFT JOIN organisation o ON o.organisation_id = r.organisation_id
    LEFT JOIN organisation oh ON oh.organisation_id = rh.organisation_id
    LEFT JOIN partnership p ON p.partnership_id = r.partnership_id""",
        {
            "wave": "p.wave",
            "partnership": "r.partnership_id",
            "host_partnership": "rh.partnership_id",
            "match_status": "m.status",
            "match_origin": "m.origin",
            **_one_side("VO", "o"),
            **_one_side("HO", "oh", "rh"),
        },
    ),
    "survey": Source(
        f"""survey_invitation i
    LEFT JOIN exchange e ON e.exchange_id = i.exchange_id{_SIDES}{_HANGING.format("i")}""",
        {
            **_either(),
            "side": "i.side",
            "survey_round": "i.survey_round",
            "support_before": "CASE WHEN i.side = 'visitor' THEN {SUPPORTED} END",
        },
        True,
    ),
    "outcome": Source(
        f"outcome u LEFT JOIN exchange e ON e.exchange_id = u.exchange_id{_SIDES}{_HANGING.format('u')}",
        {**_either(), "outcome_type": "u.outcome_type", "outcome_status": "u.status"},
        True,
    ),
    "document": Source(
        f"document d LEFT JOIN exchange e ON e.exchange_id = d.exchange_id{_SIDES}",
        {**_PAIR, "status": "e.status", "document_type": "d.doc_type"},
        True,
    ),
    "participation": Source(
        f"participation a LEFT JOIN exchange e ON e.exchange_id = a.exchange_id{_SIDES}",
        {**_PAIR, "status": "e.status", "side": "a.side"},
        True,
    ),
    "meeting": Source(
        f"meeting g LEFT JOIN exchange e ON e.exchange_id = g.exchange_id{_SIDES}{_AT_EVENT}",
        _MEETING,
    ),
    "meeting_party": Source(
        f"""meeting g CROSS JOIN (SELECT unnest(['a', 'b']) AS half) y
    LEFT JOIN organisation o ON o.organisation_id = CASE y.half WHEN 'a' THEN g.org_a ELSE g.org_b END
    LEFT JOIN organisation w ON w.organisation_id = CASE y.half WHEN 'b' THEN g.org_a ELSE g.org_b END
    LEFT JOIN exchange e ON e.exchange_id = g.exchange_id{_SIDES}{_AT_EVENT}""",
        {
            **_MEETING,
            "participant_country": "o.country_code",
            "participant_sector": "o.ecosystem_id",
            "participant_size": "o.size_class",
            "met_country": "w.country_code",
            "met_sector": "w.ecosystem_id",
        },
    ),
    "met_pair": Source(
        f"meeting g LEFT JOIN exchange e ON e.exchange_id = g.exchange_id{_AT_EVENT}",
        {name: _MEETING[name] for name in ("wave", "partnership", "mode", "meeting_kind")},
    ),
    "project": Source("project p", {"programme": "p.programme"}),
    "project_participant": Source(
        """project_participant t LEFT JOIN project p ON p.project_id = t.project_id
    LEFT JOIN organisation o ON o.organisation_id = t.organisation_id""",
        {
            "participant_country": "t.country_code",
            "participant_sector": "o.ecosystem_id",
            "participant_size": "o.size_class",
            "participant_type": "t.activity_type",
            "participant_role": "t.role",
            "programme": "CASE WHEN p.programme IS NULL THEN t.programme ELSE p.programme END",
        },
    ),
    "event_attendance": Source(
        """event_attendance a LEFT JOIN event t ON t.event_id = a.event_id
    LEFT JOIN organisation o ON o.organisation_id = a.organisation_id""",
        {
            "visitor_country": "a.person_country",
            "host_country": "CASE WHEN a.event_country IS NULL THEN t.country_code ELSE a.event_country END",
            "visitor_sector": "o.ecosystem_id",
            "visitor_type": "o.org_type",
            "visitor_size": "o.size_class",
            "event_kind": "t.kind",
            "cross_border": "{ABROAD}",
        },
    ),
    "challenge": Source(
        "challenge c LEFT JOIN partnership p ON p.partnership_id = c.partnership_id",
        {"wave": "p.wave", "partnership": "c.partnership_id"},
    ),
    "solution": Source(
        """challenge_solution s LEFT JOIN challenge c ON c.challenge_id = s.challenge_id
    LEFT JOIN partnership p ON p.partnership_id = c.partnership_id""",
        {"wave": "p.wave", "partnership": "c.partnership_id", "solution_status": "s.status"},
    ),
    "service": Source(
        "service s LEFT JOIN organisation o ON o.organisation_id = s.organisation_id",
        {**_CLIENT, "service_kind": "s.kind", "achievement_type": "s.achievement_type"},
    ),
    "profile": Source(
        "profile p LEFT JOIN organisation o ON o.organisation_id = p.organisation_id",
        {**_CLIENT, **_OF_PROFILE},
    ),
    "expression": Source(
        """expression_of_interest x JOIN profile p ON p.profile_id = x.profile_id
    LEFT JOIN organisation o ON o.organisation_id = p.organisation_id""",
        {**_CLIENT, **_OF_PROFILE, "expression_status": "x.status"},
    ),
}

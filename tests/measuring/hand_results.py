"""The hand-made register with what came before and after its exchanges: matches, papers, answers, outcomes.

Held exchanges are X01 to X20 (see `hand_register`); as at 15 May 2023. Worked out from the tables below:

I02  paid by A 1020 (X01 X02 X14 X21 X25), by C 0; budgets 20000 + 15000 → 1020 / 35000.
I04  half rate X02 X05 X14 X21 of X01 X02 X05 X13 X14 X21 X25.  I05  300 + 250 + 400 + 350 thousand.
A03  accepted R02 R05 (host) / R01 R03 R04 R07 (visitor).
A04  of these four visitors M1 came after 36 days, M2 after 12, M3 after 120, R07 has none → 2 / 4.
A04v  R01 R03 R04 of these four have a match by now → 3 / 4.  A04h  R05 by M1 and M2, R02 by M3 → 2 / 2.
A04m M1 M2 M3 M5.  A04p M2 → 1 / 4.
A05  first registrations up to 13 November 2022: R01 67 days, R03 88, R04 176, R06 149, R08 never, R09 231,
     R10 39 → 5 / 7 within 183 days. R11 is too young, R12 has no day, R07 is IT1's second.
A06  R03 was a prior agreement; R01 36, R04 120; R07 travelled without a match on record and waits no longer →
     three, hidden.
A07  R03 (prior agreement) is left out. R11 0 (X18 begins on the day it registered; X10 was before), R10 39,
     R07 61, R01 67, R04 176, R09 231; R06 left after 18 days, R08 after 31 → the fourth of eight arrives on
     day 67.
A10  visitors' registrations R01 R03 R04 R06 to R12.  A10a R01 R03 R04 R07; R10 and R12 were never decided.
     A10m M1 M2 M3; R07's match was declined.  A10t R07, of which X06 came all the same.
A09  eight.  A09o G2 G6 G7 G8.  A09p at X01 X02 X06 X14: 3 meetings, 7 persons.  One side of G2 is not on
     record: A09s 2 × 7, A09n ES1 DE1 IT1 ES3 FR2 FR1.  A09c ES DE IT FR.  A09b all seven but G7.  A09f G1 G4
     G6 of these and G3 G8.
A11  ES1-DE1 IT1-DE1 ES1-IT1 ES3-FR2 FR1-FR2 FR1-IT1.  A11x ES1-DE1 met at X01; G8 to X05 27 days, G5 to X06
     57, G6 to X07 213; two wait → the third of five on day 213.  A11a G5 to U08 15 days, G8 to U07 59, G1 to
     U01 83 → the third of six.  A11e X05 to U07 32 days, X07 waits, before X06 there was U08 → two, hidden.
O02s ES1 ES2 ES3 FR1 EL1 UK1 XK1.  O02f all 12.  O06u a b c d; P08 has no pseudonym.
O06w X01 1 of 2, X02 0 of 1, X06 2 of 3.  O12 X05 X16.
O13 eight, for C1 three, for C2 five, for C3 none.  O13c S1 S3 S4 S5; S6 is too young.
O13s  S7 came farther on no day, S8 was rejected on none. S4 5 days, S1 S5 10, S3 (by its match) 14; S2 left
     after 10; S6 waits → the third of six on day 10.  O13m S3 14, S4 15, S1 31, S5 (by its cooperation) 244.
O13t S7 waits: 773 days. S4 25, S3 60, S1 130 → 3 / 7; S6 is not followed beyond 134, S5 244 → 9 / 14.
O14 five reports.
O15g X01 X03 of X01 X02 X03.  O15d X05 of X01 X05.  O15s X01 of X01.
R01  33 of 36: T0 6 of 7, T1 12 of 13, T2 7 of 8, T3 8 of 8.
R02  visitors 5 4 3 5 2 4, hosts 5 4 4 1 5 → 8 / 11; X21 does not count.  R03v 4 4 4 2 5, 9 is off the scale
     → 4 / 5.  R03h 5 5 3 4 2 → 3 / 5.  R04 5 5 4 4 3 1.  R05p 1 1 1 0 0 1 and 1 0.  R05c 1 0 1 1 and 1 0.
R06  answered T2 or T3: ES1 ES2 FR1 DE1 IT1 UK1 XK1 EL1; parties of agreements among them the first five.
     Their answers are 4 + 2 + 2 + 2 + 2.
R07a ended by 18 September 2022 and answered T2: X01 to X06; U01 (U02 is the same), U07 → 2 / 6. Of X03 U04
     came after 188 days.  R07al the same 2 over X01 to X11 X14 X16 X19.
R07b ended by 18 September 2021 and answered T3: X01 X03 X04 X06, hidden.  R07bl U01 U03 U04 U05 U07 over X01
     to X06.  R07n the same five; U08 is of X21.
R08p U09 (U10 is the same).  R08f U11.  R09 U12.  R10 X01 X03 X06, hidden.  R10x 1 dk 1 0 1 1.
R10y 0 0 dk 1 0 0.  R11 X01 X02 X03 X05 X06 X10; X04 only expects, X21 does not count.
M01  not exporting at T0 and answered T3: ES1 ES2 EL1 UK1 XK1; UK1 exported.  M02 ES1 in FR and IT, ES2
     somewhere.  M02m ES1 2, ES2 1, FR1 EL1 UK1 XK1 0 → 0.5.
M03  5 0 6 10 4 → mean 5, median 5.
M04t ES1 (T3, mainly), ES2 (partly) yes; FR1 XK1 EL1 no; UK1 says not to what it is due.  M04m ES2 FR1 yes;
     ES1 XK1 EL1 no.  M04j FR1.  M04i ES1 EL1; XK1 attributes nothing.
M05a no later yes_same smaller no yes_same.  M05b no yes_same later no no.
F01a 1550 / 20.  F01b closed A and B: 550000 / (9 + 5).  F02 2000 (I01) / U01 U03 U04 U05 U07 (R07n).
F03  validated to paid: X02 2, X13 2, X01 5, X05 5, X14 unpaid → 0.4 by day 2, 0.8 by day 5.
F03w X05 in 8 days.
Q01  X01 X02 X03; X05 lacks evidence, X13 the agreement, X14 a signature.  Q01m the other 14 but X18 X20 (no
     last day).  Q01a the sixth and seventh: 424 and 375 days.  Q02 X02 X05 of 40.
Q03  ecosystems 3 + 2, sizes 2 + 3, HOP 3, distance 2, first day 1 → 16 of 180.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.measuring import hand_register, hand_support
from tests.measuring.hand_register import cells

AS_AT = hand_register.AS_AT

# exchange: last day, match, event, factor, women, green, digital, consent, distance (others: 700 km)
MORE = """
X01 2020-12-09 M1 - 1 1 true false true -
X02 2021-03-05 - - 0.5 0 false - - -
X03 2021-02-03 M2 - 0 - true - - 700
X04 2021-06-16 - - - 1 - - - 700
X05 2021-07-12 - EV1 0.5 - - true - 700
X06 2021-07-05 - - - 2 - - - 700
X07 2022-01-04 - - - - - - - 700
X08 2022-01-05 - - - - - - - 700
X09 2022-03-02 - - - - - - - 700
X10 2022-03-17 - - - - - - - 700
X11 2022-09-07 - - - - - - - 700
X12 2022-10-12 - - - - - - - 700
X13 2023-01-13 - - 1 - - - - 700
X14 2022-04-06 - - 0.5 - - - - 700
X15 2023-04-05 - - - - - - - 700
X16 2022-05-05 - EV1 - - - - - 700
X17 2023-05-04 - - - - - - - 700
X19 2022-06-03 - - - - - - - 700
X21 2021-05-06 - EV1 0.5 - true - - 700
X25 - - - 1 - - - - 700
"""

PERSONS = {"P01": "a", "P02": "b", "P05": "a", "P06": "c", "P07": "d", "P09": "a", "P11": "e", "P12": "f"}

# id visitor's host's origin status initiated validated by visitor, by host
MATCHES = """
M1 R01 R05 it_tool_catalogue validated 2020-11-01 2020-11-20 2020-11-25
M2 R03 R05 prior_agreement validated 2021-01-10 2021-01-20 -
M3 R04 R02 event validated 2021-05-01 2021-06-01 2021-05-20
M4 R07 R05 it_tool_catalogue declined 2021-06-01 2021-06-05 -
M5 R01 R02 partnership_proposal validated 2022-02-01 2022-03-01 2022-02-20
"""

# id exchange event kind held, one organisation, the other, follow-up agreed
MEETINGS = """
G1 X01 - b2b 2020-12-08 ES1 DE1 true
G2 X01 - one_to_one 2020-12-08 ES1 - -
G3 X14 - b2b 2022-04-05 DE1 ES1 false
G4 - EV1 c2c 2021-07-01 IT1 DE1 true
G5 X21 - b2b 2021-05-05 ES1 IT1 -
G6 - EV1 one_to_one 2021-06-01 ES3 FR2 true
G7 - EV1 one_to_one 2021-06-02 FR1 FR2 -
G8 - - one_to_one 2021-06-03 IT1 FR1 false
"""

# id exchange kind, days signed by VO HO VOP HOP, submitted, validated
DOCUMENTS = """
D01 X01 commitment_to_quality 2020-11-30 2020-11-30 2020-12-01 2020-12-01 - -
D02 X01 financial_agreement 2020-11-30 - 2020-12-01 - - -
D03 X01 closing_report_vo - - - - 2020-12-20 2021-01-05
D04 X01 travel_evidence - - - - 2020-12-20 -
D05 X02 commitment_to_quality 2021-02-01 2021-02-01 2021-02-02 2021-02-02 - -
D06 X02 financial_agreement 2021-02-01 - 2021-02-02 - - -
D07 X02 closing_report_vo - - - - 2021-03-20 2021-03-30
D08 X02 accommodation_evidence - - - - 2021-03-20 -
D09 X03 commitment_to_quality 2021-01-20 2021-01-20 2021-01-21 2021-01-21 - -
D10 X03 closing_report_vo - - - - 2021-02-10 -
D11 X05 commitment_to_quality 2021-06-20 2021-06-20 2021-06-21 2021-06-21 - -
D12 X05 financial_agreement 2021-06-20 - 2021-06-21 - - -
D13 X05 closing_report_vo - - - - 2021-07-14 2021-07-15
D14 X13 commitment_to_quality 2022-12-20 2022-12-20 2022-12-21 2022-12-21 - -
D15 X13 closing_report_vo - - - - 2023-01-20 2023-01-30
D16 X14 commitment_to_quality 2022-03-20 2022-03-20 2022-03-21 - - -
D17 X14 closing_report_vo - - - - 2022-04-20 2022-05-01
"""

# id partnership published / id challenge status submitted shortlisted matched cooperation rejected
CHALLENGES = """
C1 A 2021-01-01
C2 B 2021-02-01
C3 A 2021-03-01
"""
SOLUTIONS = """
S1 C1 in_cooperation 2021-01-10 2021-01-20 2021-02-10 2021-05-20 -
S2 C1 rejected 2021-02-10 - - - 2021-02-20
S3 C2 in_cooperation 2021-03-01 - 2021-03-15 2021-04-30 -
S4 C2 in_cooperation 2021-03-05 2021-03-10 2021-03-20 2021-03-30 -
S5 C2 in_cooperation 2021-04-01 2021-04-11 - 2021-12-01 -
S6 C1 submitted 2023-01-01 - - - -
S7 C2 matched 2021-04-02 - - - -
S8 C2 rejected 2021-05-01 - - - -
"""

# round, registration, exchange, organisation, side, invited, responded, then answers
SURVEYS = """
T0 R01 - ES1 visitor 2020-10-01 2020-10-02 export_status=0 export_share=0
T0 R03 - ES2 visitor 2020-11-05 2020-11-06 export_status=0 export_share=0
T0 R04 - FR1 visitor 2020-12-20 2020-12-21 export_status=1 export_share=20
T0 R07 - IT1 visitor 2021-05-01 -
T0 R10 - XK1 visitor 2022-09-01 2022-09-02 export_status=0 export_share=0
T0 R11 - UK1 visitor 2023-03-01 2023-03-02 export_status=0 export_share=0
T0 R12 - EL1 visitor 2022-01-01 2022-01-02 export_status=0 export_share=0
T1 R01 X01 ES1 visitor 2020-12-10 2020-12-12 sat_overall=5 sat_match=4 skill_new=5 followup_planned=1 expect_xborder=1 expect_newprod=0 without_cxc=no
T1 R01 X02 ES1 visitor 2021-03-06 2021-03-08 sat_overall=4 sat_match=4 skill_new=5 followup_planned=1 expect_xborder=dk expect_newprod=0 without_cxc=later
T1 R03 X03 ES2 visitor 2021-02-04 2021-02-06 sat_overall=3 sat_match=4 skill_new=4 followup_planned=1 expect_xborder=1 expect_newprod=dk without_cxc=yes_same
T1 R04 X04 FR1 visitor 2021-06-17 2021-06-19 sat_overall=5 sat_match=2 skill_new=4 followup_planned=0 expect_xborder=0 expect_newprod=1 without_cxc=smaller
T1 R04 X05 FR1 visitor 2021-07-13 2021-07-15 sat_overall=2 sat_match=5 skill_new=3 followup_planned=0 expect_xborder=1 expect_newprod=0 without_cxc=no
T1 R07 X06 IT1 visitor 2021-07-06 2021-07-08 sat_overall=4 sat_match=9 skill_new=1 followup_planned=1 expect_xborder=1 expect_newprod=0 without_cxc=yes_same
T1 R05 X08 DE1 visitor 2022-01-06 -
T1 R05 X01 DE1 host 2020-12-10 2020-12-13 sat_overall=5 sat_match=5 followup_planned=1
T1 R14 X04 DE2 host 2021-06-17 2021-06-20 sat_overall=4 sat_match=5 followup_planned=0
T1 R07 X05 IT1 host 2021-07-13 2021-07-16 sat_overall=4 sat_match=3
T1 R02 X06 ES1 host 2021-07-06 2021-07-09 sat_overall=1 sat_match=4
T1 R02 X08 ES1 host 2022-01-06 2022-01-09 sat_overall=5 sat_match=2
T1 R01 X21 ES1 visitor 2021-05-07 2021-05-09 sat_overall=5 sat_match=5
T2 R01 X01 ES1 visitor 2021-06-10 2021-06-20 still_contact=1 without_cxc=no turnover_chg=1 share_chg=0 jobs_chg=0 attribution=none
T2 R01 X02 ES1 visitor 2021-09-05 2021-09-15 still_contact=0 without_cxc=yes_same
T2 R03 X03 ES2 visitor 2021-08-03 2021-08-10 still_contact=1 without_cxc=later turnover_chg=1 share_chg=1 jobs_chg=0 innov=0 attribution=partly
T2 R04 X04 FR1 visitor 2021-12-16 2021-12-20 still_contact=1 without_cxc=no turnover_chg=0 share_chg=1 jobs_chg=1 innov=0 attribution=partly
T2 R04 X05 FR1 visitor 2022-01-12 -
T2 R05 X01 DE1 host 2021-06-10 2021-06-25 still_contact=1 without_cxc=no
T2 R07 X05 IT1 host 2022-01-12 2022-01-20 still_contact=0
T2 R02 X06 ES1 host 2022-01-05 2022-01-10
T3 R01 X01 ES1 visitor 2022-06-10 2022-07-01 export_share=5 turnover_chg=1 innov=1 attribution=mainly
T3 R03 X03 ES2 visitor 2022-08-03 2022-08-10 export_share=0
T3 R04 X04 FR1 visitor 2022-12-16 2022-12-20 export_share=26
T3 R07 X06 IT1 visitor 2023-01-05 2023-01-09
T3 R12 X09 EL1 visitor 2023-04-02 2023-04-09 turnover_chg=-1 share_chg=0 jobs_chg=0 innov=1 attribution=partly
T3 R11 X10 UK1 visitor 2023-04-17 2023-04-20 export_share=10 turnover_chg=1
T3 R10 X12 XK1 visitor 2023-04-12 2023-04-15 export_share=4 turnover_chg=0 share_chg=0 jobs_chg=0 innov=1 attribution=none
T3 R05 X01 DE1 host 2022-06-10 2022-06-20
"""  # noqa: E501 - one row is one answered questionnaire

# id registration exchange organisation type partner country status in reported occurred
OUTCOMES = """
U01 R01 X01 ES1 commercial_agreement DE1 DE achieved T2 2021-06-20 2021-03-01
U02 R05 X01 DE1 commercial_agreement ES1 ES verified T2 2021-06-25 2021-03-10
U03 R01 X01 ES1 commercial_agreement DE1 DE achieved T3 2022-07-01 2021-12-01
U04 R03 X03 ES2 rdi_agreement - - achieved T2 2021-08-10 -
U05 R03 X03 ES2 rdi_agreement - - achieved T3 2021-08-11 -
U06 R04 X04 FR1 technology_agreement DE2 DE expected T1 2021-06-20 -
U07 R04 X05 FR1 technology_agreement IT1 IT achieved T2 2021-09-01 2021-08-01
U08 R01 X21 ES1 commercial_agreement IT1 IT achieved T1 2021-05-20 -
U09 R07 X06 IT1 joint_project_proposal ES1 ES achieved T2 2021-12-01 -
U10 R02 X06 ES1 joint_project_proposal IT1 IT achieved T2 2021-12-05 -
U11 R01 X02 ES1 project_funded FR1 FR achieved T3 2022-09-01 -
U12 R03 X03 ES2 cluster_joined FR2 FR achieved T2 2021-08-10 -
U13 R01 X01 ES1 new_market - FR achieved T3 2022-07-01 -
U14 R01 X02 ES1 new_market - FR achieved T3 2022-07-02 -
U15 R01 X01 ES1 new_market - IT verified T3 2022-07-03 -
U16 R03 X03 ES2 new_market - - achieved T3 2022-08-10 -
U17 R04 X04 FR1 new_market - ES expected T1 2021-06-20 -
U18 R11 X10 UK1 first_export - FR achieved T3 2023-04-20 -
U19 R01 X01 ES1 first_export - FR expected T1 2020-12-12 -
"""

# Worked out in the docstring: KPI → (value, n); no value where fewer than five answered, or it is refused.
EXPECTED: dict[str, tuple[float | None, int]] = {
    "I02": (1020 / 35000, 2),
    "I04": (4 / 7, 7),
    "I05": (1_300_000, 4),
    "A03": (0.5, 6),
    "A04": (2 / 4, 4),
    "A04v": (3 / 4, 4),
    "A04h": (1.0, 2),
    "A04m": (4, 4),
    "A04p": (1 / 4, 4),
    "A05": (5 / 7, 7),
    "A06": (None, 3),
    "A07": (67, 8),
    "A09": (8, 8),
    "A09o": (4, 4),
    "A09p": (3 / 7, 4),
    "A09s": (14, 14),
    "A09n": (6, 14),
    "A09g": (14 / 6, 6),
    "A09c": (4, 14),
    "A09b": (6 / 7, 7),
    "A09w": (7, 14),
    "A09f": (3 / 5, 5),
    "A11": (6, 6),
    "A11x": (213, 5),
    "A11a": (83, 6),
    "A11e": (None, 2),
    "A10": (10, 10),
    "A10a": (4, 4),
    "A10m": (3, 3),
    "A10t": (1, 1),
    "O02s": (7, 20),
    "O02f": (12, 20),
    "O06u": (4, 6),
    "O06w": (3 / 6, 3),
    "O12": (2 / 20, 20),
    "O13n": (3, 3),
    "O13": (8, 8),
    "O13p": (8 / 3, 3),
    "O13c": (4 / 7, 7),
    "O13s": (10, 6),
    "O13m": (31, 6),
    "O13t": (244, 7),
    "O14": (5, 5),
    "O15g": (2 / 3, 3),
    "O15d": (1 / 2, 2),
    "O15s": (1.0, 1),
    "R01": (33 / 36, 36),
    "R02": (8 / 11, 11),
    "R03v": (4 / 5, 5),
    "R03h": (3 / 5, 5),
    "R04": (4 / 6, 6),
    "R05p": (5 / 8, 8),
    "R05c": (4 / 6, 6),
    "R06p": (5 / 8, 8),
    "R06n": (5, 12),
    "R07a": (100 * 2 / 6, 6),
    "R07al": (100 * 2 / 14, 14),
    "R07b": (None, 4),
    "R07bl": (100 * 5 / 6, 6),
    "R07n": (5, 5),
    "R08p": (1, 1),
    "R08f": (1, 1),
    "R08r": (1.0, 2),
    "R09": (1, 1),
    "R10": (None, 3),
    "R10x": (4 / 6, 6),
    "R10y": (1 / 6, 6),
    "R11": (6, 6),
    "M01": (1 / 5, 5),
    "M01n": (1, 1),
    "M02": (3, 4),
    "M02m": (0.5, 6),
    "M03": (5.0, 5),
    "M03m": (5.0, 5),
    "M04t": (2 / 5, 5),
    "M04m": (2 / 5, 5),
    "M04j": (1 / 5, 5),
    "M04i": (2 / 5, 5),
    "M05a": (4 / 6, 6),
    "M05b": (4 / 5, 5),
    "F01a": (77.5, 20),
    "F01b": (550_000 / 14, 2),
    "F02": (2000 / 5, 5),
    "F03": (5, 5),
    "F03w": (1 / 5, 5),
    "Q01": (3 / 20, 20),
    "Q01m": (12, 12),
    "Q01a": ((424 + 375) / 2, 12),
    "Q02": (2 / 40, 40),
    "Q03": (16 / 180, 20),
    **hand_support.EXPECTED,
}


def tables() -> dict[str, list[dict[str, Any]]]:
    """The contract tables of the register as rows."""
    surveys = [_survey(number, row) for number, row in enumerate(cells(SURVEYS))]
    return {
        **hand_register.tables(),
        "exchange": [{**row, **_more(row["exchange_id"])} for row in hand_register.tables()["exchange"]],
        "participation": [
            {**row, "person_ref": PERSONS.get(row["participation_id"])}
            for row in hand_register.tables()["participation"]
        ],
        "event": [{"event_id": "EV1", "kind": "group_exchange", "organised_by": "B", "mode": "physical"}],
        "match": _table(MATCHES, _MATCH),
        "meeting": [{**row, "follow_up": _flag(row["follow_up"])} for row in _table(MEETINGS, _MEETING)],
        "document": _table(DOCUMENTS, _DOCUMENT),
        "challenge": _table(CHALLENGES, ("challenge_id", "partnership_id", "published_on")),
        "challenge_solution": _table(SOLUTIONS, _SOLUTION),
        "outcome": _table(OUTCOMES, _OUTCOME),
        "survey_invitation": [invitation for invitation, _ in surveys],
        "survey_answer": [answer for _, answers in surveys for answer in answers],
        **hand_support.tables(),
    }


_MATCH = (
    *("match_id", "vo_registration_id", "ho_registration_id", "origin", "status"),
    *("initiated_on", "vo_validated_on", "ho_validated_on"),
)
_MEETING = ("meeting_id", "exchange_id", "event_id", "kind", "held_on", "org_a", "org_b", "follow_up")
_SOLUTION = (
    *("solution_id", "challenge_id", "status", "submitted_on"),
    *("shortlisted_on", "matched_on", "cooperation_on", "rejected_on"),
)
_DOCUMENT = (
    *("document_id", "exchange_id", "doc_type", "signed_vo_on", "signed_ho_on"),
    *("signed_vop_on", "signed_hop_on", "submitted_on", "validated_on"),
)
_OUTCOME = (
    *("outcome_id", "registration_id", "exchange_id", "organisation_id", "outcome_type", "partner_id"),
    *("partner_country", "status", "reported_in", "reported_on", "occurred_on"),
)


def _table(text: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {name: _day(cell) if name.endswith("_on") else cell for name, cell in zip(columns, row, strict=True)}
        for row in cells(text)
    ]


def _survey(number: int, row: list[str | None]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    survey_round, registration, exchange, organisation, side, invited, responded, *answers = row
    key = f"I{number:02}"
    invitation = {
        "invitation_id": key,
        "registration_id": registration,
        "exchange_id": exchange,
        "organisation_id": organisation,
        "side": side,
        "survey_round": survey_round,
        "invited_on": _day(invited),
        "responded_on": _day(responded),
    }
    return invitation, [_answer(key, str(text)) for text in answers]


def _answer(invitation: str, text: str) -> dict[str, Any]:
    item, value = text.split("=")
    is_number = value.lstrip("-").isdecimal()
    return {
        "invitation_id": invitation,
        "item": item,
        "value_num": float(value) if is_number else None,
        "value_code": None if is_number else value,
    }


def _more(exchange: str) -> dict[str, Any]:
    found = {str(row[0]): row[1:] for row in cells(MORE)}
    end, match, event, factor, women, green, digital, consent, distance = found.get(
        exchange, [None] * 8 + ["700"]
    )
    return {
        "actual_end": _day(end),
        "match_id": match,
        "event_id": event,
        "lump_sum_factor": float(factor) if factor else None,
        "women_participants": int(women) if women else None,
        "green_objective": _flag(green),
        "digital_objective": _flag(digital),
        "story_consent": _flag(consent),
        "distance_km": float(distance) if distance else None,
    }


def _flag(text: str | None) -> bool | None:
    return None if text is None else text == "true"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

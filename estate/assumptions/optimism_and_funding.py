"""Assumptions of a business case as the Green Book has it: optimism bias by class of building and
evidence, dilapidations by who repairs, what follows an empty building, borrowing and tax."""

from estate.assumptions.assumption import WORKING_PRICES, Assumption
from estate.assumptions.origins import OPTIMISM_BIAS, OURS

_BIAS = (
    "Optimism bias guidance for HM Treasury (Mott MacDonald, 2002), Table 15: "
    "ppponline.affinitext.com/public/book?id=1343&toc_id=444318"
)
_MRP = (
    "MHCLG, Guidance on minimum revenue provision, 5th edition, option 3: gov.uk/government/"
    "publications/capital-finance-guidance-on-minimum-revenue-provision-third-edition"
)
_VAT = "standard rate, VAT Act 1994 s.2; who recovers it: HMRC manual VATGPB"
_NOW = "2026"

#: What evidence there can be: what it is called, the sentence that says what must be on file, and
#: the per cent of the upper bound that it speaks to (standard, non-standard buildings; Table 15).
EVIDENCE: dict[str, tuple[str, str, tuple[int, int]]] = {
    "brief": (
        "Brief agreed",
        "guest and host have signed what is to be built, for whom and at "
        "what cost (inadequacy of the business case)",
        (34, 23),
    ),
    "survey": (
        "Building surveyed",
        "a measured survey of the host's space, its services and its "
        "asbestos is on file (poor project intelligence; site characteristics)",
        (4, 7),
    ),
    "design": (
        "Design priced",
        "drawings are done and a quantity surveyor has priced them "
        "(design complexity; degree of innovation)",
        (5, 12),
    ),
    "contractor": (
        "Contractor engaged",
        "the contractor is chosen, has done such work before and "
        "has seen the design (late involvement; poor capabilities)",
        (11, 7),
    ),
    "contract": (
        "Contract agreed",
        "a form of contract is agreed that fixes the price and says "
        "who bears which risk (disputes and claims)",
        (29, 11),
    ),
}

_OPTIMISM = (
    Assumption(
        "optimism_bias_rule",
        "by_class",
        "",
        _BIAS,
        "2002",
        "from the upper bound of the class of building, reduced by evidence; or one rate",
        choices=("by_class", "one_rate"),
    ),
    Assumption(
        "optimism_bias_standard",
        0.24,
        "share of one-off cost",
        _BIAS,
        "2002",
        "upper bound for standard buildings: offices and other buildings without special "
        "requirements",
        high=3,
    ),
    Assumption(
        "optimism_bias_standard_lower",
        0.02,
        "share of one-off cost",
        f"{OPTIMISM_BIAS}, lower bound",
        "2002",
        "evidence leads no lower",
        high=3,
    ),
    Assumption(
        "optimism_bias_non_standard",
        0.51,
        "share of one-off cost",
        _BIAS,
        "2002",
        "upper bound for buildings with special requirements, and where the class is not "
        "known; the guidance counts refurbishment projects of special buildings here",
        high=3,
    ),
    Assumption(
        "optimism_bias_non_standard_lower",
        0.04,
        "share of one-off cost",
        "the same guidance, managing risks: ppponline.affinitext.com/public/book?id=1343&"
        "toc_id=444265",
        "2002",
        "evidence leads no lower",
        high=3,
    ),
    *(
        Assumption(
            f"bias_evidence_{name}",
            0,
            "share",
            "none is on record",
            _NOW,
            f"1 where {sentence}; 0 where not; between where in part",
            high=1,
        )
        for name, (_, sentence, _) in EVIDENCE.items()
    ),
    *(
        Assumption(
            f"bias_part_{name}_{kind}",
            parts[at] / 100,
            "share of the upper bound",
            _BIAS,
            "2002",
            f"by how much '{called.lower()}' reduces it",
            high=1,
        )
        for name, (called, _, parts) in EVIDENCE.items()
        for at, kind in enumerate(("standard", "non_standard"))
    ),
)

_GIVING_BACK = (
    Assumption(
        "dilapidations_share_full",
        1.0,
        "share of the working rate",
        OURS,
        _NOW,
        "the tenant repairs all",
        high=3,
    ),
    Assumption(
        "dilapidations_share_internal",
        0.5,
        "share of the working rate",
        OURS,
        _NOW,
        "the tenant repairs the inside alone",
        high=3,
    ),
    Assumption(
        "dilapidations_share_schedule",
        0.6,
        "share of the working rate",
        OURS,
        _NOW,
        "a schedule of condition limits what the tenant repairs",
        high=3,
    ),
    Assumption(
        "dilapidations_share_unknown",
        1.0,
        "share of the working rate",
        OURS,
        _NOW,
        "who repairs is not known: as if the tenant repaired all, the dearest",
        high=3,
    ),
    Assumption(
        "dilapidations_owed_to",
        "landlord",
        "",
        "damages to the landlord: Landlord and Tenant Act 1927 s.18",
        "1927",
        "to the landlord, also where it is a partner; or to contractors",
        choices=("landlord", "contractors"),
    ),
    Assumption(
        "landlord_works_share",
        1.0,
        "share of the dilapidations",
        OURS,
        _NOW,
        "of what a landlord that is a partner is paid, what it spends on the repairs; less "
        "where its own works would undo them",
        high=3,
    ),
)

_AFTER_THE_VOID = (
    Assumption("relet_rent_low", 0.0, "share of the rent", OURS, _NOW, high=2),
    Assumption(
        "relet_rent",
        0.5,
        "share of the rent",
        OURS,
        _NOW,
        "what a landlord that is a partner takes after the void and the incentive, of what "
        "its tenant paid it: a mean over buildings that let and that do not",
        high=2,
    ),
    Assumption("relet_rent_high", 1.0, "share of the rent", OURS, _NOW, high=2),
    Assumption(
        "relet_incentive_months", 6, "months", OURS, _NOW, "rent-free for the next tenant", high=60
    ),
    Assumption(
        "relet_cost_share",
        0.15,
        "share of a year's rent",
        OURS,
        _NOW,
        "the landlord's agents and solicitors on letting again",
        high=2,
    ),
    Assumption(
        "passing_on_low_gbp_per_m2", 10, "GBP/m2", OURS, WORKING_PRICES, prices=WORKING_PRICES
    ),
    Assumption(
        "passing_on_gbp_per_m2",
        20,
        "GBP/m2",
        OURS,
        WORKING_PRICES,
        "an owner's agents and solicitors when its empty building passes on, whatever "
        "becomes of it; of the gross area; no receipt and no rent is assumed",
        prices=WORKING_PRICES,
    ),
    Assumption(
        "passing_on_high_gbp_per_m2", 40, "GBP/m2", OURS, WORKING_PRICES, prices=WORKING_PRICES
    ),
)

_BESIDE = (
    Assumption(
        "staff_from_area",
        "offices",
        "",
        OURS,
        _NOW,
        "where the need is the area used today, staff are estimated from it in offices "
        "alone; or everywhere",
        choices=("offices", "all"),
    ),
    Assumption(
        "backlog_years",
        5,
        "years",
        OURS,
        _NOW,
        "the recorded backlog of repairs falls due in equal parts over so many years, "
        "where an organisation stays",
        low=1,
        high=75,
    ),
    Assumption(
        "market_rent_gbp_per_m2",
        0,
        "GBP/m2 pa",
        "none is assumed: enter one",
        _NOW,
        "net area; beside what a host charges, never in the NPV; 0 = none entered",
        prices=WORKING_PRICES,
    ),
    Assumption(
        "borrowing_rule",
        "capital",
        "",
        "loans are for capital: dmo.gov.uk/responsibilities/local-authority-lending/"
        "about-pwlb-lending",
        _NOW,
        "what a loan is worked out on: the capital of bodies that may borrow from the "
        "PWLB; or everyone's peak need",
        choices=("capital", "peak_need"),
    ),
    Assumption(
        "mrp_years",
        20,
        "years",
        _MRP,
        _NOW,
        "life of the works, over which borrowed capital is charged to revenue in equal "
        "parts; the authority states its own",
        low=1,
        high=75,
    ),
    Assumption(
        "vat_not_recovered",
        0.20,
        "share of one-off cost",
        _VAT,
        _NOW,
        "of what a body that recovers VAT in part or not at all pays once to suppliers; "
        "beside, never in the NPV",
        high=1,
    ),
)

GREEN_BOOK = (*_OPTIMISM, *_GIVING_BACK, *_AFTER_THE_VOID, *_BESIDE)

#: What a business case of any scheme may rest on of these.
USED_GREEN_BOOK = tuple(one.name for one in GREEN_BOOK)

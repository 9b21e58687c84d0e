"""A town's plan: which buildings stay, which are left, who moves where and when.

``problem`` says what may happen and what each step is worth, ``limits`` what a plan must keep to,
``plan`` is what comes out. ``service_limits`` says which moves would take residents too far.

From the register and back: ``town_problem.town_problem(estate, costs, assumptions, today,
property_ids, choice, names=, lines=)`` makes the priced problem of a chosen set with its words
(``TownProblem``), ``choice.Choice`` says what may be considered (unrated buildings, dates, new
hubs), and ``scheme_of_plan.scheme_of(town, plan)`` is the scheme that the business case prices.
"""

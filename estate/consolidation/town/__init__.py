"""A town's plan: which buildings stay, which are left, who moves where and when.

``problem`` says what may happen and what each step is worth, ``limits`` what a plan must keep to,
``plan`` is what comes out.
"""

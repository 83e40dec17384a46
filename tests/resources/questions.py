"""Forty things that people type when they look for help, and where each should lead among the first three results.

Written down before the search was built, and never bent to what it finds: misspellings, whole sentences, single words.
"""

QUESTIONS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (words, frozenset(keys.split()))
    for words, keys in (
        ("I am thinking about ending my life", "lifeline-988"),
        ("suicidal", "lifeline-988"),
        ("sucide hotline", "lifeline-988"),
        ("somebody to talk to tonight", "physician-support-line crisis-text-line lifeline-988"),
        ("psychiatrist for doctors, free and confidential", "physician-support-line"),
        ("physican suport line", "physician-support-line"),
        ("I drink too much", "physician-health-programs samhsa-helpline"),
        ("addiction", "physician-health-programs samhsa-helpline"),
        ("burnout", "breen-foundation acgme-well-being"),
        ("burned out and exhausted", "breen-foundation acgme-well-being physician-support-line"),
        ("my partner hits me", "domestic-violence-hotline"),
        ("depressed after the baby was born", "maternal-mental-health"),
        ("daycare for my daughter", "childcare-gov"),
        ("child care", "childcare-gov"),
        ("apartment near the hospital", "housing-counselor 211-local-help"),
        ("help with rent and food", "211-local-help"),
        ("social security number", "social-security-number"),
        ("taxes for foreigners", "irs-international"),
        ("student loan forgiveness", "public-service-loan-forgiveness"),
        ("visa", "intealth-sponsorship uscis conrad-30"),
        ("J1 visa renewal", "intealth-sponsorship"),
        ("waiver of the two years at home", "conrad-30"),
        ("green card", "uscis conrad-30"),
        ("state medical license", "state-medical-boards"),
        ("discriminated against because of my accent", "eeoc acgme-report-issue"),
        ("report my program for duty hours", "acgme-report-issue"),
        ("how do I find a mentor", "ama-img-section ama-img-mentorship acp-mentoring"),
        ("mentr", "ama-img-section ama-img-mentorship acp-mentoring"),
        ("peer mentoring", "imerge nhs-yorkshire-peer-mentoring"),
        ("women doctors from abroad", "amwa-img"),
        ("get involved in policy for IMGs", "ama-img-section"),
        ("how to write up a study so that it gets published", "equator-network icmje jgme"),
        ("who should be an author of my paper", "icmje"),
        ("learning plan and goals", "acgme-milestones"),
        ("step 3 exam", "usmle"),
        ("breaking bad news to patients", "vitaltalk"),
        ("induction checklist for new doctors from abroad", "nhs-induction-guidance nhs-induction-hr"),
        ("form for the first meeting with a supervisor", "welcoming-form"),
        ("help trainees reflect", "reflective-practice-guide"),
        ("keep international staff from leaving", "nhs-retention-toolkit"),
    )
)

"""The words on the map: seven groups that a reader knows, and frequent words of no group.

All are among the first 10,000 of GloVe 6B. The frequent words are the first 210 of them that have
three letters or more and are in no group.
"""

from __future__ import annotations

GROUPS: dict[str, list[str]] = {
    name: words.split()
    for name, words in {
        "countries": """
            france germany italy spain portugal england ireland scotland netherlands
            belgium switzerland austria poland hungary romania bulgaria greece turkey
            russia ukraine sweden norway denmark finland china japan korea india
            pakistan vietnam thailand indonesia malaysia australia canada mexico brazil
            argentina chile peru colombia cuba egypt morocco nigeria kenya iran iraq
            israel lebanon syria afghanistan
        """,
        "numbers, days, months": """
            one two three four five six seven eight nine ten eleven twelve fifteen
            twenty thirty forty fifty hundred thousand million billion first second
            third fourth fifth january february march april may june july august
            september october november december monday tuesday wednesday thursday friday
            saturday sunday
        """,
        "family": """
            mother father parents son daughter brother sister husband wife uncle aunt
            cousin grandfather grandmother grandson nephew baby child children boy girl
            man woman men women widow twins family friend lover couple sons daughters
            brothers sisters wives kids infant
        """,
        "jobs": """
            doctor nurse teacher lawyer judge farmer soldier engineer actor actress
            singer writer poet painter dancer scientist professor journalist reporter
            editor photographer architect physician surgeon pilot driver policeman
            priest bishop secretary manager banker merchant carpenter chef cook clerk
            coach baker composer musician novelist historian economist designer
        """,
        "animals": """
            dog cat horse cow pig sheep chicken duck bird fish lion tiger bear wolf fox
            mouse deer elephant snake shark whale eagle hawk bee butterfly cattle bull
            salmon dogs cats birds horses animals insects
        """,
        "food and drink": """
            bread butter cheese milk egg meat beef pork rice soup salad potatoes
            tomatoes garlic pepper salt sugar honey chocolate cake cream fruit apple
            orange lemon corn wheat beans wine beer coffee tea juice water sauce oil
            vegetables pizza lunch dinner breakfast flour nuts
        """,
        "body and health": """
            face eyes ear nose mouth teeth tongue hair skin neck shoulder arm hand
            finger leg knee foot heart brain lung liver kidney stomach blood bone muscle
            chest throat cancer disease infection virus fever pain injury surgery
            therapy medicine drug vaccine diabetes symptoms wrist ankle elbow
        """,
        "frequent words": """
            the and for that was said with from his has are have but were not this who
            they had which will their its after new been also would more about when year
            there all out she other people her percent than over into last some
            government time you years world can president only state could most against
            them what him united during before since many while where states because now
            city made like between did just national day country under such then company
            group any through being down war back off south american minister police
            well including team international week officials still both even high part
            told those end former these make work our home school party house old later
            get another news long called military way used much next game here should
            take very north security season york how public early according several
            court say around foreign until set political says market however life same
            general left good top university going number major known points won month
            dollars bank use members each area found official place based among times
            took right days local economic countries see best report killed held
            business west does own came law months power think service bush show help
            chief system john support series play
        """,
    }.items()
}

REST = "frequent words"
WORDS = [word for words in GROUPS.values() for word in words]

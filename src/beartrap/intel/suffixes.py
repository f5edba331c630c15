"""Top-level domains, as far as telling a domain from a file name, a version or two sentences without a space needs them.

All country codes, the generic ones that are in wide use or are abused a lot, and the special-use names. The list is
short on purpose: an unknown ending makes a plain word no domain, and a defanged one is believed without the list.
"""

from beartrap.intel.wordlist import words

COUNTRIES = words("""
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc
    cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb
    gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke
    kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu
    mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw
    sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz
    ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw рф укр бел срб мкд
    """)

GENERIC = words("""
    com net org edu gov mil int info biz name pro aero coop museum jobs mobi travel tel asia cat post xxx arpa
    academy accountant adult agency app art auction audio band bank bar beauty best bet bid bike bio blog boutique
    broker build builders business buzz cab cafe cam camera camp capital car cards care career cash casino center chat
    cheap christmas church city claims click clinic cloud club coach codes coffee college community company computer
    consulting contact contractors cool country credit cricket cyou dad data date dating deals delivery design dev
    diet digital direct directory download education email energy engineer enterprises equipment estate events
    exchange expert express fail faith fans farm fashion finance financial fish fit fitness flights foo football forex
    forsale foundation frl fun fund fyi gallery game games gdn gift gle global gmbh gold golf goog google graphics
    gratis green group guide guru hair haus health help hiphop history holdings host hosting house icu immo inc
    industries ink institute insure international investments jetzt kim land law lawyer lease legal lgbt life lighting
    limited link live loan loans lol love ltd management market marketing markets mba media men microsoft moe money mom
    monster mov movie network news ngo ninja one ong onl online ooo page partners parts party pet photo photography
    photos phd pics pictures pink pizza plumbing plus poker porn press promo properties pub quest racing realty
    recipes red rehab ren rent repair report rest restaurant review reviews rip rocks run sale sbs school science
    security services sex sexy shop shopping show singles site ski skin social software solar solutions space sport
    store stream studio style sucks support surf surgery swiss systems tax team tech technology tips tires today tokyo
    tools top tours town toys trade trading training tube university uno vacations ventures vet video villas vin vip
    vision vodka vote voyage wang watch webcam website wedding wiki win wine work works world wtf xin xyz yoga zip zone
    amsterdam berlin koeln london paris vlaanderen gent brussels wien moscow nyc eus gal scot wales
    """)

SPECIAL = words("onion i2p bit eth example")
"""Names outside the public root that reports use all the same; `example` is what examples and our tests use."""

INSIDE = words("local localdomain internal intranet lan corp home test invalid localhost")
"""Names of private networks and tests: believed only where the text marks them as indicators."""

ALSO_EXTENSIONS = words(
    "app bar bat bz cab cfg csv dat do id in ini java js json la md mk ml mov name one pl ps py rs sh so srl st ts zip"
)
"""Endings that are top-level domains and file extensions (or attributes in code) alike: a plain word needs more."""

WORDS = words(
    "am an as at be by de do es et he id in is it la me my no of or pm so to us we en nu om te er al ik se men win one"
)
"""Endings that are words of Dutch or English: after a spoken " dot " or a missing space they prove nothing."""


def is_known(ending: str) -> bool:
    """Whether `ending` (lower case, no dot) is a top-level domain that a plain word may end in."""
    return ending in COUNTRIES or ending in GENERIC or ending in SPECIAL or ending.startswith("xn--")


def is_doubtful(ending: str) -> bool:
    """Whether the ending is a file extension or a private name too."""
    return ending in ALSO_EXTENSIONS or ending in INSIDE

"""Words of returns and complaints that mean the same, across German and English: general knowledge, not learned.

A label on "zerbrochen" so also teaches "shattered". A word is written as in `classifier.text.fold`, but with
umlauts as usual; a star stands for any letters, so `*verschluss*` finds Reißverschlussproblem. The first concept that
matches a word wins, so the order matters: narrow ones first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from classifier.stopwords import NEGATIONS, Language
from classifier.text import fold

_WORDS: Final[dict[str, str]] = {
    "NOT": """nicht nich nix nichts kein* nie niemals nicht* not no none never nothing cannot cant dont
        doesnt didnt isnt wasnt arent werent wont wouldnt couldnt hasnt havent hadnt aint ned net""",
    "WITHOUT": "ohne without lacking lacks lacked",
    "TOO": "zu too allzu over overly zuviel",
    "MUCH": "viel viele vielen much many mehr more mehrere mehreren several various verschiedene",
    "ONLY": "nur only just lediglich bloß solely",
    "INSTEAD": "statt anstatt anstelle instead stattdessen",
    "ANOTHER": "anderer andere anderes anderen anderem anders another other others different differently",
    "WRONG": "falsch* wrong* verkehrt* incorrect* vertauscht* verwechsel* mixed mistaken*",
    "OWN_FAULT": """versehentlich versehen irrtümlich vertippt verklickt verguckt verlesen vertan accident*
        accidentally accidently mistake mistakenly oops misread misclick* misclicked fehlbestell* verbestellt
        verschätzt fehler selber schuld fault""",
    "SMALL": "klein kleiner kleine kleines kleinen winzig* small smaller tiny smallish mini runs kleinaus",
    "TIGHT": """eng enger enge engen engem knapp knappe tight tighter tightly tightness spannt spannen
        kneift kneifen zwickt zwicken drückt drücken quetscht einschneid* schneidet narrow narrower schmal schmaler
        schmale snug pinch* pinches squeez* squash* restrictive stramm eingequetscht presst""",
    "SHORT": "kurz kurze kürzer kurzer kurzes short shorter",
    "CLOSE_UP": """zugeht zubekomm* zukrieg* reinkomm* hineinkomm* reinpass* button buttons knopf knöpfe
        zuknöpf*""",
    "BIG": """groß große großer großes größer großen riesig* riesen* big bigger large larger huge enormous
        massive oversize* oversized gross xl xxl zelt tent sack""",
    "WIDE": """weit weite weiter weites weiten wide wider loose looser baggy schlabber* schlackert
        schlackern breit breiter breite schlotter* rutscht rutschen runterrutsch* slip slips slipping slide slides
        sliding falls swim swimming schwimm* locker lose""",
    "LONG": "lang lange länger langer langes long longer tall",
    "SIZE": """größe größen size sizes sized sizing nummer kleidergröße schuhgröße konfektionsgröße maße maß
        measurements measurement größentabelle*""",
    "FIT": """passt passen passte gepasst paßt paßte sitzt sitzen saß passform fit fits fitted fitting suits
        sits schnitt cut shape form silhouette proportion* geschnitten""",
    "BODY": """schulter* shoulder* hüft* hip hips taille waist bauch belly stomach brust bust chest
        oberschenkel* thigh* wade* calf calves arm arme ärmel sleeve* bein beine leg legs fuß füße foot feet zehen
        toe toes ferse* heel heels kopf head hals neck nacken rücken back po bottom butt figur figure body körper
        finger* handgelenk wrist* knöchel ankle* nase nose knie knee* spann instep oberarm* dekollete* neckline
        ausschnitt leibhöhe""",
    "GARMENT": """hose hosen jeans kleid kleider dress dresses rock skirt shirt shirts tshirt pulli pullover
        sweater jumper hoodie jacke jacken jacket mantel coat bluse blouse hemd bh bra bikini unterhose* socken
        socks strumpf* schuh schuhe shoe shoes sneaker* stiefel* boot boots sandale* gürtel belt mütze hat cap
        handschuh* gloves leggings blazer anzug suit trousers pants top tops weste""",
    "LIKE": "gefällt gefallen gefiel gefallt mag mochte like likes liked love loves loved fan",
    "TASTE": """geschmack taste style stil design look looks optik optisch aussehen muster pattern motiv
        print optics aesthetic* mode fashion""",
    "UGLY": """hässlich* häßlich* ugly altbacken altmodisch oma omi frumpy tacky kitsch* kitschig
        geschmacklos* scheußlich* langweilig boring hideous spießig bieder unmodern unvorteilhaft unflattering
        unattraktiv awful grausig klobig clunky childish kindisch""",
    "COLOR": """farbe farben farblich* farbton farbtöne color colors colour colours colored coloured farbig*
        ton töne tone tones shade shades hue nuance* tint""",
    "COLOR_NAME": """rot rote rotes red blau blaue blaues blue grün grüne grünes green gelb gelbe yellow
        schwarz schwarze black weiß weiße weißes white grau graue graues grey gray braun braune brown rosa pink lila
        purple violet violett orange beige türkis turquoise navy dunkelblau* hellblau* marine mint oliv olive gold
        golden silber silver creme cream senf* mustard bordeaux petrol koralle coral anthrazit khaki""",
    "PALE": """grell* knallig* blass blasser pale dull neon bright brighter hell heller dark darker dunkel
        dunkler matt leuchtend* kräftig* lilastich gelbstich farbstich stich""",
    "FABRIC": """stoff stoffe material materialien fabric fabrics cloth textile wolle wool woolen baumwolle
        cotton polyester synthetic* synthetik kunstfaser leder leather kunstleder plastik plastic viskose viscose
        leinen linen silk seide acryl acrylic gewebe textil nylon fleece""",
    "SCRATCHY": """kratz* scratchy itch* itches itchy itching juckt jucken juckreiz rau rauh rough stiff
        steif* hart harte hard schwitz* sweat* sweaty prickl* scheuer* chafe* chafing rub rubs rubbing""",
    "SMELL": """riecht riechen gerüche geruch stinkt stinken stinkend* gestank gestunken smell smells
        smelled smelly smelling stink stinks odor odour chemie chemical* chemisch* muffig musty duft scent miefig
        müffelt mieft reek*""",
    "SEE_THROUGH": "durchsichtig* transparent* seethrough durchscheinend* sheer blickdicht durchschein*",
    "SKIN": """haut hautausschlag ausschlag allerg* rash rashes skin rötung* pickel quaddeln irritat*
        hautreaktion ekzem eczema""",
    "THIN": "dünn* thin thinner flimsy dick dicke thick hauchdünn* papierdünn*",
    "PICTURE": """bild bilder foto fotos abbildung* abgebildet picture pictures pictured photo photos image
        images website webseite internet homepage produktfoto* produktbild* online anzeige ad""",
    "DESCRIBED": """beschrieben beschreibung* produktbeschreibung* artikelbeschreibung* described
        description* laut angegeben angabe angaben advertised listing listed beworben stated claims claimed specs
        spezifikation* angepriesen maßangabe* misleading irreführend* deceptive specification* versprochen promised
        promise promises""",
    "SEAM": """naht nähte genäht seam seams stitch* stitched stitching faden fäden thread threads fadenzieh*
        saum hem laufmasche* unraveling aufgeribbelt futter lining gefranst fray* frayed fraying vernäht""",
    "PILL": "fussel* fusselt fusseln pilling pilled pills lint knötchen haart shedding sheds fuzz*",
    "CHEAP_MADE": """billig billige billiger billiges billigware cheap cheaply ramsch schrott schund junk
        rubbish crap trash minderwertig* flimsy schlampig* sloppy lieblos pfusch wackelig wacklig wackelt wobbly
        wobble* crooked schief schiefe krumm uneven verarbeitet verarbeitung workmanship unsauber* instabil shoddy
        poorly kunststoffteile""",
    "QUALITY": "qualität* qualitäten quality qualitativ",
    "WASH": """waschen gewaschen wäsche wash washed washing washes maschine waschmaschine eingelaufen shrank
        shrunk einlaufen ausgewaschen faded fading abgefärbt abfärb* bleeds ausgeblichen färbt""",
    "BATTERY": """akku akkus batterie* battery batteries lädt laden ladegerät charger charge charges
        charging aufladen""",
    "NO_POWER": """einschalten anschalten angeht anspringt startet einschaltet funktioniert funktionieren
        funktionierte funktion works work working worked function* geht gehen ging turn turns switch switches starts
        start leuchtet leuchten flackert flicker* display screen bildschirm""",
    "DEFECT": """defekt* defect* defective faulty fault fehlerhaft* kaputt* broken broke breaks break
        kaputtgegangen malfunction* doa tot dead funktionsunfähig durchgeschmort ausgefallen abgestürzt stopped
        hängt spinnt streikt""",
    "CRACKED": """gebrochen zerbrochen* zerbrach zersprungen gesprungen sprung risse riss gerissen reißt
        zerrissen torn tear tears ripped rip cracked crack cracks shatter* smashed splinter* scherben shards delle*
        dellen dent dents dented verbeult* verbogen bent eingedellt beule* angeschlagen abgebrochen abgeplatzt
        chipped chip snapped abgerissen ab zerkratzt kratzer scratches scratched scratch beschädigt* beschädigung*
        damage damaged damages schaden schäden transportschaden ausgelaufen leaked leaking leaks spilled undicht
        bruch""",
    "SHIPPED": "transport* versand shipping shipment transit unterwegs arrival ankunft",
    "ZIP": "*verschluss* *zipper* zip zips clasp schnalle buckle druckknopf",
    "BOX": """karton kartons *verpackung* verpackt box boxes boxed packaging packaged packing packed tüte
        beutel bag umschlag envelope packung luftpolster* polster* bubble wrap wrapping füllmaterial styropor paper
        pappe umverpackung umkarton siegel seal schachtel""",
    "CRUSHED": """zerdrückt* eingedrückt* crushed squashed zerfetzt aufgerissen durchnässt nass wet soaked
        soggy aufgeweicht feucht regen rain zerknittert schmutzig* dreckig* dirty verschmutzt* zerbeult""",
    "WASTE": """müll verschwend* waste wasteful plastikmüll umwelt* environment* übertrieben* excessive
        unnötig* unnecessary""",
    "MISSING": """fehlt fehlen fehlte fehlten fehlend* missing gefehlt unvollständig* incomplete vergessen
        forgot forgotten dabei included beigelegt enthalten lacking nachliefer* lückenhaft""",
    "PART": """teil teile teilen part parts zubehör accessory accessories schraube* schrauben screw screws
        kabel cable netzteil ersatzteil* stück stücke piece pieces dübel anleitung beutelchen deckel lid adapter
        griff handle ladekabel""",
    "MANUAL": """anleitung* bedienungsanleitung* aufbauanleitung* gebrauchsanweisung manual manuals
        instruction* instructions guide""",
    "ASSEMBLE": """aufbau aufbauen aufzubauen zusammenbau* zusammenzubauen montage montieren assembly
        assemble assembled assembling bedienung bedienen setup einricht* install* installation einstellen konfigur*
        einzustellen""",
    "COMPLICATED": """kompliziert* complicated schwierig* difficult umständlich* verständlich
        unverständlich* understand confusing confused cumbersome fummelig intuitiv* intuitive impossible unmöglich
        kapier* verstehe hopeless überfordert verwirrend""",
    "COMPATIBLE": """kompatibel kompatibilität inkompatibel compatible incompatible compatibility anschluss*
        anschlüsse connector connectors stecker plug socket port usb* modell model gerät device iphone samsung
        laptop handy phone drucker printer auto car fahrrad bike gewinde fassung bajonett unterstützt supported
        windows mac android ios bluetooth tv tablet""",
    "DELIVERED": """geliefert lieferung liefern lieferte liefert delivery delivered deliver delivers
        erhalten bekommen bekam kriegt gekriegt received receive got arrived arrive arrives angekommen ankam kam
        gekommen came zugestellt zustellung gesendet geschickt sent eingetroffen shipped""",
    "LATE": """spät später verspätet* verspätung late later lateness delay delayed delays wochen woche weeks
        week tage days day dauert dauerte gedauert lange monat monate month months ewig* forever warten wartezeit
        gewartet wait waited waiting liefertermin* pünktlich rechtzeitig time lieferzeit* termin date overdue
        verzögert verzögerung lahm slow""",
    "OCCASION": """hochzeit wedding party feier urlaub vacation holiday holidays geburtstag birthday
        weihnacht* christmas xmas ostern easter event konfirmation kommunion taufe jubiläum anniversary muttertag
        valentin* halloween fasching karneval""",
    "COURIER": """bote boten zusteller* paketbote* postbote* fahrer driver courier postman mailman carrier
        dhl hermes dpd gls ups fedex post royal evri kurier lieferant lieferdienst spediteur spedition forwarder
        paketdienst""",
    "DROPPED_AT": """nachbar* neighbor* neighbour* haustür tür door doorstep treppenhaus hausflur garten
        garage mülltonne bin ablage* abgestellt abgelegt abgegeben packstation paketshop filiale postfiliale locker
        klingel klingeln geklingelt rang ring ringing bell geworfen geschmissen threw thrown porch straße street""",
    "TRACKING": """sendungsverfolgung tracking verfolgung sendung paket päckchen parcel parcels package
        packages status""",
    "LOST": """verloren verschwunden lost vanished disappeared verschollen unzustellbar undeliverable
        gestohlen stolen adresse address absender sender nirgends""",
    "TWICE": """doppelt* doppelte zweimal twice double duplicate duplicates extra überzählig zuviel
        additional zusätzlich* dreimal 2x surplus""",
    "ORDERED": """bestellt bestellen bestellung bestellte bestellungen order ordered orders ordering
        geordert kauf gekauft kaufte bought buy buying purchase purchased""",
    "CHOOSE": """auswahl auswählen ausgewählt anprobe anprobiere* anprobiert anprobieren vergleich
        vergleichen compare compared comparison choose chose choosing selection beide both zwei two drei three
        behalte behalten keep keeping kept entscheiden decide probieren try tried testen rest varianten""",
    "NO_NEED": """brauche brauchen benötige benötigt benötigen need needed needs bedarf anders überlegt
        umentschieden mind changed reconsider* fehlkauf spontan* impuls* impulse regret bereue reut überflüssig
        erübrigt hinfällig sinn storniert stornier* cancel* cancelled canceled""",
    "PRICE": """preis preise preislich price prices priced pricing euro eur geld money kosten kostet costs
        cost bezahlt paid pay zahlen wert worth value""",
    "EXPENSIVE": """teuer teure teurer teures expensive überteuert* overpriced pricey pricy wucher ripoff
        abzocke""",
    "CHEAPER": """günstiger günstig günstigere cheaper rabatt* discount discounts sale reduziert reduced
        angebot angebote offer gesenkt lower niedriger gutschein* coupon voucher* sonderangebot deal""",
    "ELSEWHERE": """woanders anderswo elsewhere konkurrenz competitor amazon ebay laden shop store
        supermarkt händler anbieter dealer market""",
    "GIFT": "geschenk* gift gifts present presents verschenk* geschenkt beschenkt* gifted",
    "FAMILY": """mutter mama mum mom mother vater papa dad father sohn son tochter daughter frau wife mann
        husband freundin girlfriend freund boyfriend friend oma opa grandma grandpa schwester sister bruder brother
        enkel* grand* neffe nephew nichte niece kind kinder kids child tante onkel aunt uncle partner""",
    "FAKE": """fälschung* gefälscht* fake fakes counterfeit* original* authentic echt echtheit genuine
        plagiat* knockoff replica nachgemacht imitat* kopie copy nachbildung fraud""",
    "USED": """gebraucht gebrauchte gebrauchter gebrauchtware benutzt* used worn getragen getragene
        secondhand refurbished geöffnet opened haare hair hairs neuware gebrauchsspuren vorbesitzer rückläufer""",
    "EXPIRED": """abgelaufen* abläuft ablauf* expired expire expires expiry haltbar* haltbarkeit* mhd
        mindesthaltbarkeit* shelf verdorben* schimmel* mould mold moldy mouldy ranzig rancid spoiled spoilt
        verfallsdatum verfall*""",
    "SUPPORT": """kundenservice kundendienst kundenbetreuung service support hotline servicehotline chat
        callcenter ansprechpartner mitarbeiter* staff agent agents berater helpdesk""",
    "ANSWER": """antwort* antworten geantwortet rückmeldung* reagiert reaktion reply replies replied answer
        answered answers respond* responded contact contacted kontaktiert* erreichbar reach ignored ignoriert mail
        mails email emails angerufen rief anruf called call calls gemeldet melden geschrieben beschwerde complaint
        abgewimmelt warteschleife telefon""",
    "RUDE": """unfreundlich* rude frech* patzig* pampig unverschämt* impolite arrogant unhöflich* respektlos
        aggressiv* genervt unhelpful""",
    "REFUND": """erstattung* rückerstattung* erstattet refund* refunded gutschrift* gutgeschrieben
        reimburse* rückzahlung""",
    "RETURN": """retoure* rücksendung* rücksende* zurückschicken zurücksenden zurückgeschickt return returns
        returned returning rückgabe* label labels etikett* retourenlabel retourenschein rückversand abholung pickup
        barcode""",
    "GREAT": """super toll* klasse prima perfekt* perfect* great excellent wunderbar* wonderful fantastisch*
        fantastic amazing spitze hervorragend* begeistert awesome brilliant schön* beautiful lovely nice gut gute
        guter gutes good happy zufrieden satisfied pleased empfehlen recommend top lob compliment* kompliment* gerne
        einwandfrei tadellos hammer geil""",
    "BAD": """schlecht* bad worse worst poor terrible horrible furchtbar* schrecklich* mies* miserabel*
        katastroph* unbrauchbar* useless enttäusch* disappoint* mangelhaft* lousy unzufrieden dissatisfied unhappy
        ärger* frechheit zumutung grottig""",
}


_NUMBERS: Final = frozenset(
    (
        *("ein", "eins", "zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun", "zehn", "zwoelf"),
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"),
    )
)
_SIZES: Final = frozenset(("xs", "s", "m", "l", "xl", "xxl", "xxxl"))
LONG_NUMBER: Final = 3
"""Numbers of so many digits are prices, years and order numbers rather than pieces or sizes."""


@lru_cache(maxsize=len(("de", "en")))
def _pattern(language: Language) -> re.Pattern[str]:
    groups = (f"(?P<{name}>{'|'.join(_alternatives(words, language))})" for name, words in _WORDS.items())
    return re.compile("|".join(groups))


def _alternatives(words: str, language: Language) -> list[str]:
    return [
        r"\w*".join(re.escape(fold(part, language)) if part else "" for part in w.split("*")) for w in words.split()
    ]


@lru_cache(maxsize=100_000)
def concept_of(folded: str, language: Language) -> str:
    """Return the concept of a folded word, or "" where it has none."""
    if folded in NEGATIONS[language] and folded not in {"ohne", "without"}:
        return "NOT"
    if folded[:1].isdigit() or folded in _NUMBERS or folded in _SIZES:
        return _quantity(folded)
    found = _pattern(language).fullmatch(folded)
    return found.lastgroup or "" if found else ""


def _quantity(folded: str) -> str:
    if folded in _SIZES:
        return "SIZE_LETTER"
    if not folded.isdigit() and folded not in _NUMBERS:
        return "MEASURE"
    return "NUMBER" if len(folded) < LONG_NUMBER or folded in _NUMBERS else "LONG_NUMBER"

"""Words that carry no theme, in German and English.

The lists are our own and deliberately keep negations and degree words (nicht, kein, ohne, zu, not, too, without):
"too small" and "not delivered" live on exactly those words. All entries are written the way
`classifier.text.fold` leaves a word: lower case, ä as ae, ß as ss.
"""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["de", "en"]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


STOP_WORDS: Final[dict[Language, frozenset[str]]] = {
    "de": _words(
        """
        aber als also am an auch auf aus bei beim bin bis bist da dabei dadurch dafuer damit dann daran
        darauf daraus darin darum das dass davon dazu dein deine dem den denn der deren des deshalb
        dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch eben ein eine
        einem einen einer eines er es etwas euch euer eure fuer gegen gerade gewesen hab habe haben
        habt hast hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist
        ja je jede jedem jeden jeder jedes jetzt kann koennen konnte koennte man mal mein meine meinem
        meinen meiner mich mir mit muss musste nach nun ob oder per schon sehr sein seine seinem seinen
        seiner seit selbst sich sie sind so sogar somit sowie trotz ueber um und uns unser unsere
        unserem unseren unserer unter vom von vor waehrend war waren warum was weil wenn wer werde
        werden wie wieder wir wird wo wobei wurde wuerde wurden ziemlich zum zur zwar bzw usw
        """
    ),
    "en": _words(
        """
        a about after again all also am an and any are as at be because been before being both but by
        can could did do does doing during each even ever for from further get got had has have having
        he her here hers him his how however i if im in into is it its ive just me more most my myself
        of on once or other our ours out own quite really same she should so some such than that the
        their theirs them then there these they this those though through to under until up us very was
        we were what when where which while who whom why will with would you your yours
        """
    ),
}

NEGATIONS: Final[dict[Language, frozenset[str]]] = {
    "de": _words("nicht nich nix nie niemals nichts kein keine keinem keinen keiner keinerlei keines ohne weder nein"),
    "en": _words(
        """
        no nope not none never nothing neither nor without cannot cant dont doesnt didnt isnt wasnt
        arent werent wont wouldnt couldnt shouldnt hasnt havent hadnt aint
        """
    ),
}

CONTRASTS: Final[dict[Language, frozenset[str]]] = {
    "de": _words("aber sondern jedoch sonst dafuer obwohl"),
    "en": _words("but however although though otherwise"),
}
"""Words that open a new clause: a negation does not reach across them."""

PLACEHOLDERS: Final = _words(
    """
    siehe s o u oben unten wie k a n b angabe angaben ka na nan null nil see above below as per
    comment comments kommentar kommentare bemerkung bemerkungen anmerkung anmerkungen text grund
    gruende reason reasons begruendung entfaellt leer empty blank test testen testing tests asdf
    asdfg asdfgh asdfasdf qwertz qwerty qwert xxx xx x yy yxc abc foo bar lorem ipsum ok okay okey
    danke dank bitte thanks thank thx pls please hallo hello hi hey ja yes jo yep tbd retoure
    retouren ruecksendung return returning returned returns zurueck back anhang anlage attachment
    attached bild foto fotos photo photos picture mail email telefon telefonisch besprochen
    vereinbart discussed applicable available specified given stated angegeben gesagt mentioned
    unbekannt unknown egal idea ahnung tja hm hmm hmmm ah oh mfg lg vg gruss gruesse gruse gruessen
    regards freundlichen viele liebe schoene vorhanden information info details weitere further
    gleich ditto dito idem same vorherige previous before erwaehnt bereits already schon nachricht
    message bla blabla blablabla blah idk dunno lol
    """
)
"""Words that people write into a field they do not want to fill in."""

FORMALITIES: Final = _words(
    """
    abend adresse anbei anlegen artikel article articles auftrag auftragsnummer beiliegend
    beiliegendes beigefuegt bearbeiten bearbeitung bestaetigung bestellnr bestellnummer bestellung
    damen dear day eingang eingangs evening formular freitag friday gebrauch gebrauche geehrte
    gerne good guten herewith hiermit herren id item items kd kindly kind kundennummer kundennr
    lieferschein mache madam mittwoch mittwochs montag monday morgen morning moin nachmittag nr
    number nummer order paket paeckchen parcel pcs po pos position purchase ref rechnung
    rechnungsnummer retour rma sache sachen saturday schicke schreiben schicken sehr send sende
    senden sending sent sir sonntag sunday samstag sincerely stk stueck tag team teilretoure
    thursday donnerstag tuesday dienstag vorab ware waren wednesday weekend widerruf widerrufe
    widerrufen widerrufsrecht wochenende wuensche yours faithfully zeichen zurueckschicken
    zuruecksenden rueckgabe folgt folgen follow follows herzliche beste liebes ihr pair
    """
)
"""Words of letters and forms: beside a negation they may say something ("no parcel"), alone they do not."""

PLACEHOLDER_PHRASES: Final = frozenset(
    line.strip()
    for line in """
        weiß nicht
        weiss nicht
        ich weiß nicht
        ich weiß es nicht
        weiß ich nicht
        keine lust
        sag ich nicht
        sage ich nicht
        möchte ich nicht sagen
        möchte ich nicht angeben
        will ich nicht sagen
        geht sie nichts an
        geht euch nichts an
        geht niemanden was an
        geht keinen was an
        muss ich nicht sagen
        ohne angabe von gründen
        kein bestimmter grund
        kein grund
        keine gründe
        passt schon
        ohne worte
        gar nichts
        einfach so
        nur so
        alles ok
        alles okay
        alles in ordnung
        kein besonderer grund
        keine besonderen gründe
        persönliche gründe
        aus persönlichen gründen
        none of your business
        mind your own business
        mind your own
        not telling
        won't say
        wont say
        for personal reasons
        just because
        don't know
        dont know
        i don't know
        i dont know
        not sure
        no reason
        no particular reason
        no special reason
        personal reasons
        rather not say
        prefer not to say
        i prefer not to say
        i'd rather not say
        i don't want to say
        nothing to add
        enough said
        not relevant
        have a nice day
    """.splitlines()
    if line.strip()
)
"""Whole answers that say nothing although their words could; in lower case, without punctuation."""

OTHER_LANGUAGES: Final = _words(
    """
    je ne pas le les du est et une pour mais trop avec sur il elle nous vous cette mon ma mes sont ete tres plus deja ce
    qui que dans en au aux ai jamais recu taille colis merci bonjour
    non il lo la gli di che per con una sono mi piace molto troppo ma piu della dalla nel ancora gia ho questo mai era
    el los las del muy mal no es pero con por para como una uno me ya todavia nunca talla demasiado gusta han
    de het een niet van en op te ik mijn maar voor met er zijn heb veel dan nog geen wel naar deze zeer maat
    nie jest sie na za mi jak ale bardzo juz do nadal tylko byl byla sa mnie przez
    cok degil bir bu ve icin ama daha gibi geldi hic artik olarak var yok beden
    og ikke det er jeg til for men som en har var att och inte jag det som ar
    nao muito um uma com mas para nunca ja
    """
)
"""Small words of neighbouring languages, as `classifier.text.fold` leaves them: what is written with them is neither
German nor English unless it has as many words of those."""

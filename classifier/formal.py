"""Words of forms, greetings and the business of returning: a text of these alone tells no reason. And names of goods.

Wider than the lists in `classifier.stopwords`, which decide that a text says nothing: words here only hint at it,
because in another shop's themes they may well be the reason. A star stands for any letters.
"""

from __future__ import annotations

from typing import Final

from classifier.stopwords import Language

FORMAL: Final[dict[Language, str]] = {
    "de": """
        betreff bezug anschreiben unterlagen kopie scan anhang dokument* kontakt* daten angaben telefonnummer
        rückfrage* rücksprache mitarbeiter* verfügung hoffe freue wünsche wunderschön* erholsam* sonnig* gesund
        bleiben bis bald we häkchen kästchen option* punkt* ebenso ebenfalls identisch nochmals erneut
        unverändert entfällt aufgegeben abgeschickt unterwegs bereit kreditkarte bankkonto kontonummer anschrift
        paragraf gemäß rücktritt zurücktreten kauf gebrauch schriftverkehr kenntnis kenntnisnahme kdnr
        sendungsnummer samt mühe besten ersatz austauschen eintragen ausfüllen absprache erreichbar vormittags
        nachmittags ihnen zusammen allen alle
        rücksend* rueckversand retour* rückgabe* widerruf* vertrag* kaufvertrag* fristgerecht* auftrag* bestellung*
        bestellt bestellnummer* best rechnung* liefersch* beleg* formular* pflichtfeld feld begleitschreiben
        schreiben brief zettel schein* beiliegend* beigelegt* beigefügt* anbei liegt liegen post paket* päckchen*
        päckli karton umschlag kollege* kollegin* besprochen abgesprochen absprache vereinbart* geklärt erklärt
        telefonat* telefon* hotline chat mail* e email* nachricht* ticket* vorgang* fall akte bekannt bescheid weiß
        wisst wissen schon nummer* nr kundennummer* kunde kunden kd pos position* artikel* art stück* teil teile
        sache* ware produkt lfd rma gutschrift* gutschreiben erstattung* erstatten geld konto* kundenkonto paypal
        überweis* bankverbindung betrag* betrages kaufpreis* umtausch* umtauschen tausch* neu zusenden bearbeit*
        zügig* schnell* schnellst* bestätig* eingang* eingegangen rückruf anruf* anrufen rufen melden
        fragen klärung gerne bitte* bittet danke* dank grüße* grüßt gruß* lieb* liebe* herzlich* freundlich* lg mfg
        vg team damen herren frohe ostern weihnachten feiertag* neues jahr wochenende woche tag schön* guten gute
        morgen abend hallo hi hey moin servus grüezi frau herr familie wünscht wunsch eigenen gewünscht* text
        kommentar angabe* angekreuzt kreuz angeklickt ausgewählt ausgefüllt oben unten siehe vgl verweis
        gleich* immer letzt* mal dasselbe genauso nochmal zweiter zweite anderer anderen beide beides alles alle
        eine eins zwei drei vier fünf komplett* abgegeben filiale paketshop dhl hermes dpd gls abgeholt abholung*
        heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag uhr gebracht geschickt schicke
        schicken sende senden gesendet* handy iphone app automatisch* erstellt adresse* name storno* zurück zurr
        geht gehen zurückgeben zurückgeschickt folgt folgen weitere weiteres infos details notiert datum vom einmal
        hiermit hier kommt wurde wird fertig gr größe inkl usw grund gründe begründung kurz voraus anliegen*
        verständnis worte ihr euch ihnen mündlich schriftlich privat pflicht mitenand rest pro forma gesetz* recht
        rückgaberecht fernabsatzgesetz tage kein* besonder* bestimmt*
        """,
    "en": """
        subject reference regarding copy copies document* scan photo* picture* contact* staff cleared
        correspondence acknowledge queries query purchase price reimburse customer cust posted post handed way
        carton tick* box noon get touch usually take processing put something fill* continue stay safe happy year
        everyone lot trouble signed old used combined voucher replace* ready collection
        return* returned returns returning refund* exchange* swap order* orders invoice* receipt slip form field
        required box parcel* package* letter note enclosed attached attachment inside herewith hereby find see
        above below ticket case open number* no nr ref item* line lines qty quantity article* goods product pair
        one two three four both all everything full partial complete* rest follow following spoke phone call*
        called chat support agent colleague* team email* mail told tell explained agreed discussed already selected
        reason* ticked picked chosen list same other second first another last time as per with your yr our my wife
        husband customer* name is smith account card paypal bank credit store fine please pls confirm* receipt
        process* asap quickly quick soon collect* collection pick up drop* dropped off post office shop courier
        today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday am pm after ring back let
        me know anything unclear question* questions any thanks thank thx ta tx cheers advance many best kind warm
        regards wishes greetings hi hello hey dear sir madam sirs yours faithfully sincerely have a nice day good
        morning afternoon evening weekend hope right cancel* contract exercising withdraw* cooling period policy
        days day what happens next how when will would like send* sending sent going replacement reorder new
        address iphone app device message generated automatically bye comment* remark* further text blank left
        purpose write here shipment delivery delivered label* goes it that this i we size received concern whom may
        gladly
        """,
}

GOODS: Final[dict[Language, str]] = {
    "de": """
        *hose *hosen jeans *kleid *kleider *rock *shirt *shirts *pulli *pullover *jacke *jacken *mantel *bluse
        *hemd *hemden *schuh *schuhe *stiefel *sandalen *gürtel *mütze *handschuhe *socken *bh *anzug *weste *lampe
        *lampen *leuchte *tisch *stuhl *stühle *regal *schrank *sofa *sessel *bett *matratze *kissen *kissenbezug
        *decke *teppich *vorhang *maschine *kocher *toaster *mixer *föhn *bohrer *schrauber *kabel *ladekabel
        *drucker *handy *hülle *kopfhörer *uhr *ring *kette *ohrringe *tasche *rucksack *koffer *brille *futter
        *creme *shampoo *gel *seife *tee *kaffee *wein *schokolade *tabletten *pflaster *spielzeug *puppe *puzzle
        *buch *bücher *klammern *stift *stifte *topf *töpfe *pfanne *messer *tasse *tassen *teller *glas *gläser
        *vase *kerze *bild *spiegel *rad *reifen *zelt *grill *pflanze damen herren kinder rot rote blau blaue grün
        grüne gelb schwarz schwarze weiß weiße grau graue braun rosa beige größe gr farbe ml kg cm
        """,
    "en": """
        trousers jeans dress* skirt* shirt* *shirt *shirts jumper* sweater* hoodie* jacket* coat* blouse* shoe*
        boots boot sandals trainers sneakers belt* hat cap gloves socks bra suit lamp* light bulb* table chair*
        shelf wardrobe sofa armchair bed mattress pillow* cushion* duvet rug carpet curtain* kettle toaster mixer
        blender hairdryer drill screwdriver cordless cable charger printer phone case headphones earbuds watch ring
        necklace earrings bag* handbag backpack suitcase glasses sunglasses food cream shampoo gel soap tea coffee
        wine chocolate tablets toy doll puzzle book* clips pen pens pot pan knife mug* cup cups plate* glass vase
        candle* mirror bike tyre tent grill plant men mens women womens kids rain red blue green yellow black white
        grey gray brown pink beige colour color size ml kg cm
        """,
}

NOTHING_SAID: Final[dict[Language, str]] = {
    "de": """
        siehe oben/unten/anhang/mail/zettel/brief/schreiben/auswahl/kreuz/begleitschreiben, wie
        besprochen/abgesprochen/vereinbart/telefonisch/angekreuzt/oben/immer/gehabt/geklärt, laut absprache/telefonat,
        wissen bescheid, weiß bescheid, ihr wisst, schon erklärt/gesagt/geschrieben/mitgeteilt, geht
        sie/euch/niemanden/keinen an, geht sie nichts an, möchte mich nicht äußern, nicht äußern, möchte/will/muss/sage
        ich/mich/nicht nicht sagen/äußern/angeben, weiß nicht schreiben/rein, was soll hier/rein, pflichtfeld, damit
        weiter, feld leer, ohne angabe, kein/keine/keinen grund/gründe/angabe/angaben/kommentar/beanstandung, bla,
        blabla, hiermit widerrufe, widerrufe vertrag/kaufvertrag/einfach, bitte um
        erstattung/rückruf/gutschrift/bestätigung/bearbeitung, bitte bearbeiten/anrufen/umtauschen/zuordnen/lesen,
        bitte geld zurück/auf, schicke hiermit/paket/zwei/artikel zurück, artikel zurückgeben, anbei
        retoure/rücksendung, folgt per/noch, liegt bei/im karton/päckchen/paket, gesendet von/mit, nichts zu
        beanstanden, auf eigenen wunsch, schönen tag/abend/feiertag/wochenende, hoffe sie hatten, gleiches wie, wie
        letztes mal, heute zurück
        """,
    "en": """
        see above/note/letter/attached/email/mail/ticket/review/reason/first, as
        discussed/agreed/explained/ticked/per/above/arranged, already told/explained/picked/said, told your, spoke to,
        none of your, mind your own, not telling, won't/wont say, rather not, no comment, no reason, no further, what
        to/should write, should I write here, required field, is field required, had to type, won't let leave, left
        blank, blah, idk, dunno, don't know, you know why, hereby cancel, hereby withdraw, right to cancel, cooling
        off, please refund/exchange/credit/confirm/process/collect/arrange/find/call, refund to/please
        card/paypal/account, call me, find enclosed, return enclosed, here is my return, returning
        one/two/three/the/item/items/this, would like to return, sent from, same as last/before/other, same reason, i
        hope you/this, nothing to complain, have a nice, will follow, to follow
        """,
}
"""Phrases that tell no reason, written like the clues of `classifier.clues_de`."""

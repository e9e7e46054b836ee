"""How German-speaking customers put each starter theme: words and turns of phrase from general knowledge.

One list per theme, clues parted by commas. A clue is one or more words in this order, of one clause, with at most two
other words between neighbours; "/" parts alternatives and a star stands for any letters.
"""

from __future__ import annotations

from typing import Final

CLUES_DE: Final[dict[str, str]] = {
    "too_small": """
        zu klein/kleine/kleines/kleiner, zu eng/enge/enges/enger, zu kurz/kurze/kurzer/kurzes, zu knapp, zu schmal*,
        viel zu klein, eng, enger, klein, kleiner, winzig*, knapp, spannt, spannen, kneift, zwickt, zwickt*, zwängen,
        quetsch*, einschneid*, schneidet ein, schnürt, schnüren ein, abgeschnürt, presswurst, wurstpelle, pelle,
        stramm, fällt/fallen/ausfallen/ausgefallen/fallt/faellt klein/kleiner/eng/enger/kurz/knapp, geht/gehen/ging
        nicht zu, kriege/krieg/bekomme/bekomm nicht zu, geht nicht zu, komme/komm/kommt nicht rein/hinein/durch,
        passe/pass nicht rein/hinein, passt nicht rein/hinein/drüber, nicht über kopf/hüfte*/schenkel/po,
        kriege/krieg/bekomme ihn/sie/es/das nicht zu, nicht groß/weit/lang/breit/hoch genug, kindergröße,
        kindergroesse, puppengröße, puppen*, für kinder/puppen/zwerge/barbie, rausgewachsen, herausgewachsen,
        ausgewachsen, zehen stoßen, zeh* vorne an, vorne an/anstoßen, drückt/drücken an/am/vorne, hochwasser,
        hochwasserhose, bauchfrei, nummer/größe größer brauche*, brauche/bräuchte/benötige/muss/müsste nummer/größe
        größer, größe größer, nummer größer, zwei größer, reicht nicht, zu wenig platz, geht gerade über, bekomm* knopf
        nicht, knopf nicht zu, reißverschluss nicht zu, rv nicht zu, einlaufen zu klein, mini, minigröße, luft
        abgeschnürt, keine luft, kann nicht atmen, atmen, zu niedrig, zu wenig luft, spack, ränder zu kurz, kürzer als,
        kleiner als, enger als, schmaler als, unterm knie, über knöchel, hört auf, presst, reingezwängt, gequetscht,
        passform eng, hauteng, zu körpernah, miniatur*, fingerhut, spielzeuggröße, kommt nicht drüber, zu tight, ärmel
        enden, kurz geraten, klein geraten, knapp bemessen, sehr klein, sehr eng, bissl klein, bisschen klein, s statt
        m""",
    "too_big": """
        zu groß/große/großes/großer, zu weit/weite/weites/weiter, zu lang/lange/langes/langer, zu breit*, zu
        hoch/hohe/hoher, zu riesig, groß, riesig*, riesen*, weit, schlabbert*, schlabber*, schlackert*, schlotter*,
        rutscht/rutschen/rutscht runter/herunter/raus/ab, rutscht, verlier* hose, zelt, zeltgröße, sack, kartoffelsack,
        wie ein sack, wie zelt, fällt/fallen/ausfallen/ausgefallen/fallt/faellt groß/größer/weit/lang/riesig, schwimm*
        drin, versink*, ertrink*, drin verschwinde, platz für zwei, zweimal rein*, passe/pass/passt zweimal/doppelt,
        xxl, übergroß*, überdimensional*, nummer/größe/nr kleiner, brauche/bräuchte/benötige/müsste nummer/größe/nr
        kleiner, eine kleiner, zwei kleiner, bis zum/zu boden/knie, bis zu kniekehlen, schleift* boden, über boden,
        ärmel über hände/hand/finger, hängt/hängen runter/an, schlapper*, lappig, schlupf*, schlüpf* raus, locker,
        oversized, klobig, passt nicht durch tür, passt nicht ins/in regal/schrank/auto/nische/zimmer/wohnzimmer,
        größer als, länger als, weiter als, breiter als, platz/luft drin, viel luft, bleibt nicht oben, hält nicht
        oben, zu viel stoff, viel stoff, wächst rein, reinwachsen, hineinwachsen, fußballfeld, elefant*, badewanne,
        wegfliegen, gigantisch, monströs*, mega groß, sehr groß, sehr weit, groß geraten, umgekrempelt, hochkrempel*,
        umschlagen""",
    "fit_other": """
        passform, schnitt, geschnitten, sitzt/sitzen/sitz nicht/komisch/schlecht/seltsam/blöd/schief/unmöglich, sitzt,
        sitz, wirft falten, falten, beult*, ausgebeult, beulen, steht/stehen ab, absteh*, absteht, trägt auf, aufträgt,
        proportion*, figur, unvorteilhaft, oben eng unten weit, taille eng/weit/hoch/tief, bund, schritt
        hängt/zieht/tief/kurz, zieht unter/am/im/an, form nicht, leisten, fersensitz, ferse schlupft, rist, spann hoch,
        schmale/breite füße/füsse, breiter fuß, schmaler fuß, verrutsch*, dreht sich, kastig, kastenförmig, unförmig,
        formlos, verschnitten, körbchen, cups, träger, schulterpartie, schultern, brust, busen, oberweite, bügel,
        drückt/scheuert am/an/unter, druckstelle*, blasen, reibt, für große/kleine/kräftige frauen/männer/menschen,
        nicht für meine/meinen figur/körper/füße/beine, halsausschnitt, ausschnitt zu tief, ausschnitt, sitzt nicht
        richtig, passt an/am oben/unten/bein/hüfte/bauch/schulter*, hinten kurz vorne lang, rutscht hoch, körperform,
        formstabil, kuschelt, ergonomie, ergonom*, unbequem, sitzt unbequem, lendenwirbel, sitzfläche, hüfte weit,
        bequem nicht, o-beine, birnenform, silhouette, kopfform, schneidet unvorteilhaft, passt wackelt""",
    "dislike_style": """
        gefällt/gefallen/gefiel/gefällts/gefallt/gfallt/gfoit/gfällt/gefält/gefallen nicht/nich/net/ned/gar/leider/mir,
        nicht mein/meins/unser/unsers stil/geschmack/ding/fall/style, nicht meins, nix für mich, nichts für mich,
        sieht/schaut/sah aus, sieht/schaut/sehen
        blöd/doof/komisch/billig/hässlich/scheiße/furchtbar/schrecklich/altbacken/langweilig/lächerlich/peinlich aus,
        hässlich*, häßlich*, geschmacklos*, geschmack, kitsch*, altbacken*, altmodisch*, omahaft, oma, omi*, bieder*,
        spießig*, langweilig*, design, optik, optisch, aussehen, stil, style, muster, motiv, aufdruck, print, zu
        auffällig*, auffällig, zu verspielt, verspielt, kindisch, zu schlicht, zu bunt, altjüngferlich, uncool,
        peinlich, lächerlich, scheußlich*, grottenhässlich, potthässlich, grausig, gruselig, faschingskostüm, kostüm,
        vorhang, gardine, schlafanzug, clown*, papagei, spricht mich/uns nicht an, sagt mir/uns nicht zu, steht
        mir/ihr/ihm nicht, stehen mir nicht, passt nicht zu/zum/zur/in
        möbel*/einrichtung/wohnzimmer/stil/typ/couch/sofa, ansprechend, schön nicht, nicht schön, nicht hübsch,
        unschön*, schick nicht, hatte mir/anders vorgestellt, anders vorgestellt, schöner vorgestellt, unelegant,
        klobig, plump, wuchtig, altertümlich, modern, unmodern, retro, tussi*, billig wirkt, wirkt billig, rüschen,
        schleife, pailletten, glitzer, verschnörkelt, überladen, mag ich/das nicht, mag nicht, mögen nicht, find/finde
        ich nicht schön/hübsch, live nicht, angezogen nicht, an mir, spiegel""",
    "dislike_color": """
        farbe/farbton/farben nicht/gefällt/hässlich/scheußlich/schrecklich/furchtbar/komisch/blöd/steht/passt/mag,
        farbe, farbton, farben, farblich, ton, tönung, nuance, nuancen, stich, rotstich, gelbstich, grünstich,
        blaustich, zu hell/dunkel/grell/knallig/blass/bunt/gelb/rot/grün/blau/rosa/pink/grau/leuchtend/matt/kräftig, zu
        gelblich/bläulich/rötlich/grünlich, grell*, knallig*, knall*, blass, macht mich blass, lässt mich blass, macht
        blass, neon*, krankenhausgrün, kotzgrün, senfgelb, senf*, bonbonrosa, babyblau, babyrosa, schweinchenrosa,
        schlamm*, rosa, pink, lila, gelb, orange, mint*, türkis, beige, braun, grün, grün*, grau, altrosa, kaki, khaki,
        weinrot, bordeaux, leuchtet, steht mir farblich, in andere/anderer farbe, lieber in, doch lieber
        schwarz/blau/weiß/grau/beige, hätte lieber schwarz/blau/weiß, farblich nicht, beißt sich, beissen sich, passt
        farblich""",
    "material": """
        stoff, materialien, kratzt, kratzen, kratzig*, kratz*, juckt, jucken, juckreiz, pikst, piekst, rau, rauh,
        steif, hart, bretthart, stinkt, stinken, stinkt*, riecht, riechen, geruch, gestank, mief*, müffelt, muffelt,
        muffig, chemisch, chemie, chemiegeruch, chemiekeule, ausdünst*, lösungsmittel, plastikgeruch, gummigeruch,
        gummi, durchsichtig*, transparent, blickdicht, sieht alles durch, scheint durch, durchscheinend, man sieht
        unterwäsche/bh/alles, unterwäsche, ausschlag, hautausschlag, allergisch, allergie, allergische, rote
        flecken/haut/pickel, pusteln, quaddeln, hautreaktion, haut, vertrag* nicht, schwitzt, schwitze, schwitzen,
        polyester, plastik, kunstfaser, kunstleder, synthetik, synthetisch, viskose, acryl, baumwolle, wolle, leder,
        leinen, seide, zu dünn/dünne/dünner, hauchdünn, dünn, zu dick, zu steif, zu hart, zu weich, zu rau,
        fühlt/fühlen sich an, anfühlt, haptik, angenehm auf, unangenehm auf haut, unangenehm, elektrisch, aufgeladen,
        lädt sich auf, knistert, klebrig, schmierig, nicht atmungsaktiv, saugt nicht, wärmt nicht, zu warm, weich
        nicht, nicht weich, labberig, labbrig, fischig, benzin, nach
        plastik/chemie/gummi/fisch/benzin/farbe/schweiß/keller, mottenkugel*, brennt haut/gesicht/augen, gerötet, wund,
        duft, parfümiert, schmeckt, geschmack nach""",
    "not_as_described": """
        anders als/wie, sieht/schaut anders aus, nicht wie/so wie
        auf/im/abgebildet/beschrieben/dargestellt/gezeigt/foto/bild, wie abgebildet/beschrieben/angegeben/dargestellt,
        abgebildet, abbildung, beschreibung, artikelbeschreibung, produktbeschreibung, beschrieben, beschrieb, bild,
        bilder, bildern, foto, fotos, produktfoto*, produktbild*, auf dem bild/foto, im internet/netz/shop, website,
        webseite, homepage, laut beschreibung/angabe/shop/seite/bild, laut, angegeben*, angaben, angabe, maßangabe*,
        maße stimmen nicht, maße, masse stimmen, stimmt/stimmen nicht/nit/net mit, stimmt nicht,
        entspricht/entsprach/entsprechen nicht, entspricht, versprochen, verspricht, beworben, werbung, angepriesen,
        irreführend, täuschend, getäuscht, mogelpackung, gelogen, fake angabe*, statt wie/der/den
        angegeben*/beschrieben*, anstatt, in echt/wirklichkeit/natura/realität, wirklichkeit, in natura, in echt, real,
        online, auf der seite/webseite/website, dort/da stand, stand da/dort/dabei/drin, steht aber, nirgends/nirgendwo
        stand, sollte sein/haben, soll sein, sollten sein, angeblich*, angekündigt, farbe anders/weicht, weicht ab,
        abweich*, abweichung, farbabweichung, echtleder, vollholz, massivholz, nur furnier, furniert, kein echtes
        leder/holz, keine echte, statt leder/holz/baumwolle/metall, aus plastik statt, versprechen""",
    "quality": """
        qualität, quali, qualitativ, qualitaet, verarbeitung, verarbeitet, minderwertig*, billig/billige/billiges
        verarbeitet/gemacht/qualität/material/plastik/wirkt, billig, billige, billigware, billigst*, ramsch, schrott,
        mist, müll, murks, pfusch, schund, chinaware, chinaschrott, chinakram, ein wasch, nach erster/einer/zwei/dem
        wäsche/waschen, gewaschen, wäsche, waschen, eingelaufen, eingegangen, einlaufen, ausgeleiert, verwaschen,
        abgefärbt, färbt ab, färbt, ausgeblichen, verblasst, fussel*, fusselt, pilling, knötchen, knubbel, fäden
        ziehen/gezogen/hängen/lose, faden, fäden, lose fäden, naht, nähte, genäht, naht offen/geht/auf/löst, saum,
        aufgegangen, aufgeribbelt, ausgefranst, franst, laufmasche, loch, löcher, löchlein, kratzer, lackfehler, lack,
        flecken, fleck, schief, krumm, schräg, uneben, ungleich, wackelt, wackelig, wackelig*, wacklig*, instabil,
        klapprig, klappert, schlampig, lieblos, unsauber, scharfkantig, scharfe kanten, grat, kanten, blättert ab,
        abgeblättert, abblättern, löst sich, lösen sich, kleber, klebereste, geklebt, leim*, rostet, rost, rostig, hält
        nicht, halten nicht, hält keine, haltbarkeit schlecht, langlebig, abgenutzt, verzogen, delle ab werk,
        verschlissen, dünn gemacht, lumpen, lappen, knopf ab/lose/gefallen, knöpfe, nach wenigen/kurzer tagen/zeit,
        haart, haaren, flust, verliert haare/federn, reißverschluss hakt/klemmt, hakt, hakelig, klemmt, quietscht,
        knarzt, schlecht gemacht, wertig, unwertig""",
    "value_for_money": """
        zu teuer/teuer, teuer, teure, überteuert*, preis leistung, preis-leistung, preisleistung, preisleistungs*,
        preis zu hoch, preis, preises, für den/diesen/das/so preis/geld, für das/so viel geld, für euro/€/eur, kostet
        zu viel, wert nicht, nicht wert, sein/das geld wert, geld nicht, wucher, abzocke, abgezockt, frechheit preis,
        stolzer preis, gesalzen*, saftig*, unverschämt*, überzogen, völlig überzogen, zu viel geld, viel geld, wenig
        fürs/für geld/preis, mehr erwartet, preislich, verhältnis, preis gerechtfertigt, gerechtfertigt, rechtfertigt,
        lohnt nicht, rentiert, rausgeschmissen*, geldverschwendung, geldmacherei, nepp, kosten, für den preis, bei dem
        preis, zum preis, stückpreis, apothekenpreis*, happig, mondpreis*, leisten kann, kann mir nicht leisten, so
        teuer, spinnt ihr""",
    "defective": """
        defekt*, kaputt, kaputte, kaputtes, kaputtgegangen, kaputt gegangen,
        funktioniert/funktionieren/funktionierte/funzt/tut/geht/läuft/lauft/klappt
        nicht/nich/net/ned/nimmer/kaum/mehr/gar, funktioniert, funktionier*, funzt*, funktionslos, geht nicht
        an/mehr/auf/aus, geht nimmer, geht net, tot, mausetot, springt nicht an, schaltet sich aus/ab, schaltet nicht,
        lässt sich nicht einschalten/laden/öffnen/schließen/starten, einschalten, startet nicht, leuchtet nicht,
        blinkt, flackert, lädt nicht, akku, akku hält/leer/lädt/tot, batterie, keinen mucks, kein mucks, mucks, kein
        bild/ton/strom/saft/signal/empfang, display, bildschirm, pixelfehler, wackelkontakt, kurzschluss,
        durchgebrannt, durchgeschmort, schmort, raucht, qualmt, rauch, funken, sicherung, heizt nicht, kühlt nicht,
        dreht nicht, pumpt nicht, motor, undicht, leckt, tropft, läuft aus, wasser läuft, verliert wasser/luft/öl,
        verliert luft, luft raus, loch, gerissen, reißt, riss, gerissen nach, gebrochen, bricht, abgebrochen, brach,
        zerbrochen, gebrochen nach, auseinandergefallen, auseinander gefallen, zerfallen, abgerissen, abgefallen, fällt
        ab, gesprungen beim, aufgegeben, geist aufgegeben, hinüber, im eimer, eimer, am arsch, hin, verreckt,
        verabschiedet, streikt, spinnt, ausgefallen, ausfall, stürzt ab, abgestürzt, hängt sich auf, aufgehängt,
        fehlermeldung, error, fehlerhaft, nach tagen/wochen/monaten/tag/woche/monat/mal kaputt/defekt, beim ersten,
        erste benutzung/einsatz, garantie, garantiefall, reklamation, mangel, mängel, reißverschluss
        kaputt/klemmt/gerissen/defekt, zipper, knackt, geräusche, rauscht, pfeift, keine funktion, ohne funktion,
        brummt, verstopft, klemmt, blockiert, reagiert nicht, erkennt nicht""",
    "damaged_transport": """
        transportschaden, transportschäden, transport, beim transport/versand, unterwegs, auf dem
        weg/transport/transportweg, zerbrochen*, zerbrochen angekommen,
        kaputt/zerbrochen/beschädigt/defekt/zerkratzt/verbeult/gebrochen angekommen/geliefert/erhalten/bekommen/an,
        kam/kamen/ankam kaputt/zerbrochen/beschädigt/in/zersplittert/verbogen, beschädigt*, beschädigung, scherben,
        scherbenhaufen, in scherben, scherbe, splitter, zersplittert, zerdeppert, zerschlagen, zerschmettert, zerbeult,
        verbeult, delle, dellen, beule, beulen, verbogen, eingedellt, eingedrückt, angeschlagen, abgeplatzt,
        absplitter*, ecke ab/abgebrochen/abgeschlagen/gebrochen, ecke, ecken, glasbruch, glas
        kaputt/zerbrochen/gesprungen, zersprungen, gesprungen, sprung, bruch, zu bruch, bruchstück*, in
        zwei/drei/tausend teilen/stücken, ausgelaufen, ausgelaufene, geplatzt, aufgeplatzt, flasche
        ausgelaufen/zerbrochen, nass, durchnässt, aufgeweicht, feucht, matsch, zermatscht, zerquetscht, zerknickt,
        geknickt, geschmolzen, umgekippt, durchgerüttelt, geworfen, hingefallen, beim auspacken
        kaputt/gebrochen/zerbrochen, bereits/schon kaputt/gebrochen/gerissen, gefroren""",
    "packaging": """
        verpackung, verpackt, verpackungen, verpackungsmaterial, verpackungsmüll, umverpackung, umkarton,
        originalverpackung, ovp, einpackt, eingepackt, karton, kartons, pappkarton, schachtel, paket
        aufgerissen/offen/zerdrückt/nass/kaputt/zerfetzt, aufgerissen*, zerdrückt*, zerfetzt*, eingerissen,
        eingedrückt, zerknautscht, zerknittert, aufgeweicht, ohne polster*/füllmaterial/schutz/karton/luftpolster,
        polster, polsterung, luftpolster*, füllmaterial, knallfolie, blisterfolie, noppenfolie, styropor, plastiktüte,
        plastik, plastikmüll, tüte, dünne tüte, umschlag, briefumschlag, folie, folien, müll, verpackungswahn,
        riesenkarton, riesiger/riesen karton, großer karton, viel zu großer karton, übertrieben, umwelt, umweltschutz,
        nachhaltig*, verschwendung, siegel, siegel gebrochen, klebeband, tesafilm, tape, zugeklebt,
        schlecht/mangelhaft/unzureichend/lieblos/schlampig/nachlässig verpackt, lose im, nackt, unverpackt, einfach so
        reingeworfen, gepolstert, papierschnipsel, flips, chips""",
    "missing_parts": """
        fehlt, fehlen, fehlte, fehlten, fehlt*, fehlend*, fehlteil, gefehlt, fählt, unvollständig*, nicht vollständig,
        nicht komplett, unkomplett, nicht dabei/beigelegt/enthalten/mitgeliefert/drin/beigefügt, nicht
        dabei/dabeigewesen, dabei nicht, war/waren/lag/lagen nicht dabei/drin/bei, nur
        eine/einer/eins/ein/zwei/drei/halb* statt/von/drin/dabei/angekommen/geliefert/gekommen/erhalten/bekommen, nur
        die hälfte, hälfte, nur ein teil, nur teil, teillieferung, statt zwei/drei/vier/fünf/sechs nur, ohne
        schrauben/zubehör/kabel/ladekabel/anleitung/deckel/netzteil/batterien/fernbedienung/gürtel/stecker/akku/rechnung/adapter/halterung,
        kein/keine/keinen
        schrauben/zubehör/kabel/ladekabel/anleitung/deckel/netzteil/batterien/fernbedienung/gürtel/stecker/akku/dübel/adapter/halterung
        dabei/drin/enthalten, vergessen, vergessen einzupacken, wo ist/sind/bleibt, rest fehlt, rest, nachliefern,
        nachsenden, nachschicken, zu wenig geliefert/drin, weniger drin, weniger als bestellt, leere/leer
        schachtel/karton/paket/packung, karton leer, leer, zubehör, schrauben, ersatzteil, einzelteile, zweiter schuh,
        linker schuh, rechter schuh, nur linke/rechte, anleitung fehlt, montagematerial""",
    "wrong_item": """
        falsch/falsche/falscher/falsches/falschen
        artikel/größe/farbe/produkt/ware/modell/teil/sorte/ding/variante/schuh/hose
        geliefert/bekommen/erhalten/geschickt/gesendet/drin/gekommen, falsch geliefert, falschlieferung, fehllieferung,
        falscher artikel, falsches produkt, falsche größe/ware/farbe, falscher, falsches, falsche, falschen,
        verwechselt, verwechslung, vertauscht, vertausch*, statt
        bestellt/geliefert/kam/bekommen/gekommen/bekam/schwarz/blau/weiß, statt, anstatt, anstelle, bestellt
        aber/geliefert/bekommen/erhalten/gekommen/kam, habe/hatte/hab bestellt, etwas/was anderes/völlig, ganz
        anderes/andere/anderer, anderes/anderer/andere/anderen artikel/produkt/modell/größe/farbe/ware/sorte
        geliefert/bekommen/erhalten, etwas anderes, was anderes, nicht bestellt, nicht das/der/die
        was/bestellte/bestellten, bestellte nicht, habe ich nie bestellt, nie bestellt, geliefert wurde/wurden, drin
        war/waren/lag, im paket war/lag, zweimal links, zwei linke/rechte, zwei verschiedene, ihr habt mir geschickt,
        fremde, fremdes paket, von jemand anderem, anderer kunde, anderen kunden, verpackt falsch""",
    "extra_item": """
        zu viel/viele geliefert/geschickt/bekommen/erhalten/drin, zuviel, zuviel geliefert,
        doppelt/zweimal/dreimal/2x/2mal geliefert/gekommen/erhalten/bekommen/geschickt/gesendet/angekommen/zugestellt,
        doppelt, doppelte lieferung, doppellieferung, doppelsendung, überlieferung, mehr
        geliefert/bekommen/drin/erhalten als, mehr als bestellt, zwei/drei/vier statt/anstatt
        einem/einer/eins/ein/einen/zwei, statt einem/einer/eins/ein/einen/1 zwei/drei/2, nur einen/eine/eins/ein/1
        bestellt, einmal bestellt, zusätzlich/zusätzlicher/zusätzliches, überzählig*, nicht bestellt*, unbestellt, gar
        nicht bestellt, nie bestellt, außerdem lag/war, noch ein/eine/einen, zweites/zweite/zweiten
        paket/exemplar/lieferung, dazu gelegt, beigelegt, gratis, versehentlich doppelt, gleich zwei, plötzlich zwei,
        noch eins""",
    "too_late": """
        zu spät, viel zu spät, spät, spaet, verspätet*, verspätung, verzögert*, verzögerung, später als, lieferzeit*,
        lieferdauer, liefertermin, lieferdatum, lieferung dauert/dauerte, dauert/dauerte/gedauert
        lange/ewig/wochen/tage/zu, zu lange, ewig, ewigkeit, ewigkeiten, wochen gewartet, wochen gedauert, gewartet,
        warten, wartezeit, wartete, nach wochen/tagen/monaten, wochen, erst nach, erst am, erst jetzt, erst gestern,
        erst heute, zwei/drei/vier/fünf wochen,
        geburtstag/hochzeit/weihnachten/party/feier/fest/urlaub/kommunion/konfirmation/einschulung/muttertag/ostern
        vorbei/war/rum/schon/verpasst/gewesen, vorbei, war schon/bereits vorbei, nicht rechtzeitig, rechtzeitig, nicht
        pünktlich, pünktlich, tage später, woche später, wochen später, tag danach, nach dem/der/den
        geburtstag/hochzeit/fest/feier/urlaub/weihnachten/party, hätte bis/am/schon kommen/sein, sollte am/bis/gestern
        kommen, termin, angekündigt für, express, expressversand, overnight, lieferverzug, verzug, in time""",
    "delivery_service": """
        bote, boten, paketbote*, paketboten, postbote*, zusteller*, zustellerin, fahrer, paketfahrer, paketmensch,
        postmann, lieferant, kurier, hermes, dpd, gls, ups, fedex, amazon, nachbar, nachbarn, nachbarin, beim nachbar*,
        bei nachbarn, nicht geklingelt, geklingelt, klingel, klingeln, klingelt, haustür, vor die/der tür, vor tür,
        tür, treppenhaus, hausflur, flur, garten, gartenzaun, zaun, hecke, terrasse, garage, carport, mülltonne,
        papiertonne, tonne, abgestellt, abgelegt, abgelegt*, hingestellt, hingeworfen, geworfen, geschmissen,
        hingeschmissen, gepfeffert, abgeworfen, ablageort, abstellort, wunschort, ablage, abstellgenehmigung, im regen,
        regen, strömenden regen, packstation, postfiliale, filiale, abholen, selbst abholen, abholschein,
        benachrichtigung, karte im briefkasten, zettel, nicht angetroffen, zuhause, daheim, zu hause, war daheim,
        unfreundlicher bote/fahrer/zusteller, bordstein, bordsteinkante, stock, stockwerk, hochgetragen, hochtragen, in
        den stock, unterschrift, unterschrieben, zustellung, zustellversuch, ohne zu klingeln, wollte nicht hochtragen,
        straße, gehweg, gehsteig, offen rumstehen""",
    "not_delivered": """
        nie/nicht/nichts/nix/net/nimmer
        angekommen/gekommen/ankam/erhalten/bekommen/eingetroffen/geliefert/aufgetaucht/da, kam/kommt nie/nicht an/bei,
        kam nie, nie an, ist nie, nie bekommen, nie erhalten, nichts da, nichts angekommen, nichts gekommen, bis
        heute/jetzt nicht/nichts/keine, bis heute, immer/noch noch nicht/nix/nichts
        da/angekommen/gekommen/erhalten/geliefert, immer noch nicht, noch immer nicht, keine ware/lieferung/sendung,
        kein paket, kein päckchen, paket/sendung/päckchen/lieferung
        verschwunden/verloren/weg/verschollen/gestohlen/geklaut/futsch, verschollen, verschwunden, verloren, verloren
        gegangen, verlorengegangen, weg, futsch, gestohlen, geklaut, unzustellbar*, zurück an absender, an absender
        zurück, absender, retour an absender, ging zurück, zurückgegangen, falsche adresse, sendungsverfolgung,
        tracking, sendungsstatus, trackingnummer, seit tagen/wochen/woche im/unterwegs/depot/verteilzentrum/zustellung,
        steht auf zugestellt, angeblich zugestellt, als zugestellt, zugestellt angeblich, laut
        dhl/hermes/dpd/tracking/sendungsverfolgung, wo bleibt/ist/steckt paket/meine/mein/sendung/ware/bestellung, wo
        bleibt, nachforschung*, nachforschungsantrag, verteilzentrum, depot, paketzentrum, nirgends, nirgendwo, niemand
        bekommen""",
    "not_compatible": """
        kompatibel, kompatibilität, inkompatibel, nicht kompatibel, passt/passen/passte nicht/net/nich/leider
        in/auf/an/zu/zum/zur/für/mit/ans/aufs/ins, passt nicht zu, passt nicht auf, passt nicht an, passt nicht in/für,
        passt nicht bei, anschluss, anschlüsse, stecker, steckdose, buchse, gewinde, fassung, sockel, bajonett,
        adapter, usb, usb-c, lightning, hdmi, bluetooth, wlan, koppeln, verbinden, verbindet, verbindung, baujahr,
        gerät, handy, smartphone, iphone, samsung, android, laptop, drucker, patrone, patronen, toner, tv, fernseher,
        auto, fahrzeug, pkw, fahrrad, felge, staubsauger, maschine, spülmaschine, herd, induktion, unterstützt nicht,
        unterstützt, wird nicht erkannt, nicht erkannt, erkennt, halterung passt, gehört zu anderem, anderes modell,
        falsches modell, falscher anschluss, für anderes, mm statt, zoll statt, volt, spannung, watt, us-stecker, norm,
        betriebssystem, windows, mac, ios, software, nur für, nicht geeignet für, ungeeignet""",
    "too_hard": """
        aufbau, aufbauen, aufzubauen, aufgebaut, aufbauanleitung, zusammenbau, zusammenbauen, zusammenzubauen,
        zusammengebaut, zusammenschrauben, montage, montieren, montageanleitung, anleitung, anleitungen,
        bedienungsanleitung, gebrauchsanweisung, gebrauchsanleitung, anweisung, anleitung
        unverständlich/schlecht/chinesisch/englisch/nutzlos/fehlerhaft/katastrophe, nur auf englisch/chinesisch,
        chinesisch, keine deutsche anleitung, auf deutsch, kompliziert*, zu kompliziert, umständlich*, schwierig*, zu
        schwierig, zu schwer, verwirrend, unverständlich*, versteh* nicht, verstehe, kapier* nicht, kapier*, blick*
        nicht durch, überfordert, bedienung, bedienen, zu bedienen, menü, menüführung, app, einstellen, einstellung,
        einstellungen, einrichten, einrichtung, eingerichtet, installation, installieren, installiert, registrieren,
        konfigurieren, programmieren, ingenieur, diplom, studium, studiert, doktortitel, fachmann, handwerker,
        techniker, zwei linke hände, stunden, stundenlang, fummelei, fummelig, gefummel, fummel*, frickel*, gefrickel,
        löcher passen/stimmen/fluchten, bohrlöcher, vorgebohrt, bohrungen, seniorengerecht, für senioren, nervig,
        nervenaufreibend, verzweifelt, geduld, aufgegeben, bekomme/kriege/krieg nicht hin/auf/zusammen/zum,
        hinbekommen, umgang, handhabung, unhandlich, schwer zu""",
    "ordered_wrong": """
        falsch/falsche/falschen/falsches/falscher bestellt/geklickt/gewählt/ausgewählt/angeklickt/eingegeben,
        versehentlich, aus versehen, versehen, ausversehen, verklickt, vertippt, vertan, verlesen, verguckt, verschaut,
        verwechselt, verrutscht, fehlbestellung, falschbestellung, verbestellt, mein fehler, meine schuld, meine
        dummheit, eigener fehler, selbst/selber schuld, eigene schuld, eigenverschulden, habe/hab mich
        vertan/vertippt/verklickt/verlesen/vermessen/geirrt/verschätzt, geirrt, irrtum, irrtümlich*, vermessen,
        verschätzt, verrechnet, nicht/schlecht/falsch gemessen, falsch gemessen, nicht aufgepasst, nicht richtig/genau
        gelesen/geschaut/hingeschaut/geguckt, übersehen, überlesen, nicht gesehen, nicht gelesen, zu schnell
        geklickt/bestellt, doppelt bestellt, zweimal bestellt, 2x bestellt, zweimal geklickt, wollte eigentlich,
        eigentlich wollte, wollte aber, kind/tochter/sohn/katze/enkel hat bestellt/geklickt, ohne brille, falsche
        größe/farbe/artikel/menge/modell bestellt/gewählt/geklickt/ausgewählt, falschen knopf, dachte es/das/sei/wäre,
        ich dachte, dummerweise, blöderweise, gepennt, nicht nachgedacht, handy bestellt, autovervollständigung, dumm
        von mir, peinlich, war mein, lag an mir, liegt an mir, ich idiot, ich depp, ich trottel""",
    "selection_order": """
        auswahl, zur auswahl, auswahlbestellung, ansicht, zur ansicht, zum anprobieren, anprobe, anprobieren, zum
        probieren, zum testen, zum vergleich, zum vergleichen, vergleich, vergleichen, mehrere
        bestellt/größen/farben/modelle/varianten, mehrere, zwei/drei/vier/2/3/beide/verschiedene/mehrere
        größen/farben/varianten/modelle/paar/nummern bestellt/genommen/geordert, zwei größen, zwei/beide größen, zwei
        farben, verschiedene größen, verschiedene, beide größen, in beiden größen, in 38 und/40,
        einer/eins/eine/das/die/den/der andere/anderer/anderes bleibt/behalte*/behalten/passt/zurück, eins/einen/eine
        behalte/behalten/bleibt, behalte, behalten, behalte nur, rest geht/zurück/retour, rest zurück, der rest, nur
        eins/eine/einen/einer behalten/davon/gebraucht, nicht sicher welche, nicht sicher, unsicher, welche größe
        passt, entschieden für, für die/das/den andere*/anderes entschieden, entscheiden, entscheidung, die
        andere/größere/kleinere ist/passt/wird/behalte*, gewonnen, wird es, wurde es, eine davon, eins davon, muster,
        stoffmuster, farbmuster, qual der wahl, damit ich vergleichen""",
    "changed_mind": """
        brauche/brauch/brauchen/benötige/benötigen/braucht/gebraucht nicht/nimmer/kein/nicht mehr/doch, nicht mehr
        benötigt/gebraucht/nötig/notwendig/gewünscht/gewollt, benötigt, kein bedarf, keinen bedarf, bedarf, keine
        verwendung, verwendung, anders überlegt, umentschieden, doch anders/nicht, doch nicht, überlegt, um
        entschieden, meinung geändert, überflüssig, erledigt, hat/hatte sich erledigt, erübrigt, hinfällig, fehlkauf,
        spontankauf, impulskauf, frustkauf, kaufrausch, schnapsidee, spontan, kaufreue, bereue, bereut, abgesagt, fällt
        aus/flach/ins, fällt ins wasser, storniert, stornieren, stornierung, nicht gewollt, will/wollen/möchte/mag
        nicht/nimmer mehr, will doch nicht, lust, keine lust mehr, umzug, umgezogen, ziehen um, umziehen, getrennt,
        trennung, verstorben, gestorben, krank, schwanger, kündigung, job, hab schon/noch eins/einen/eine,
        schon/bereits eins/einen/eine/genug, zuhause noch, im schrank/keller gefunden, wiedergefunden, wieder
        aufgetaucht, repariert, genug davon, habe schon, hab schon, nutze/nutzen nicht, keinen platz, kein platz,
        platz, mann/frau/partner/freund sagt/meint/will/wollte/dagegen, lohnt sich nicht mehr, keine zeit,
        sinneswandel, schlaf drüber, nacht drüber geschlafen, drüber geschlafen""",
    "better_price": """
        günstiger, günstiger gefunden, woanders/anderswo/online/amazon/ebay/laden/geschäft/konkurrenz/nebenan/stadt
        günstiger/billiger/gekauft/weniger/gefunden, billiger, billiger gefunden, preiswerter, günstigeres, günstigere,
        günstigeren, woanders, anderswo, anderen/anderer/anderem anbieter/shop/händler/laden, anderer anbieter,
        konkurrenz, mitbewerber, amazon, ebay, idealo, kleinanzeigen, discounter, aldi, lidl, baumarkt, mediamarkt, vor
        ort, sonderangebot, im angebot, angebot, angebote, rabatt, rabattcode, rabatt*, prozent, sale, reduziert,
        runtergesetzt, heruntergesetzt, herabgesetzt, preis gesenkt/gefallen/gesunken/runter/reduziert, preissenkung,
        preissturz, jetzt nur/für, jetzt 20/10/15/30 weniger/billiger/günstiger, weniger, gutschein, gutscheincode,
        black friday, cyber monday, euro/€ weniger/billiger/günstiger, hälfte, halber/halben preis, gespart, sparen,
        preisvergleich, für die hälfte, tag/woche später günstiger/reduziert/billiger, neu bestellt günstiger,
        bestpreis, preisgarantie, gebraucht gekauft, nachlass""",
    "gift": """
        geschenk, geschenke, geschenkt, geschenk*, geschenkidee, geburtstagsgeschenk, weihnachtsgeschenk,
        hochzeitsgeschenk, verschenk*, verschenken, verschenkt, beschenkte*, beschenkt*, schenken, schenkte, schenk*,
        zum geburtstag/muttertag/weihnachten/valentinstag, für meine/meinen/mein/unsere/den/die
        mutter/vater/mann/frau/sohn/tochter/enkel/enkelin/oma/opa/neffen/nichte/freundin/patenkind, hatte/hat es/er/sie
        schon/bereits, schon doppelt, doppelt, schon einen/eine/eins, hat schon, hatte schon, gleiche/gleichen/selbe
        geschenkt/bekommen, bescherung, unterm baum, weihnachtsbaum, christkind, nikolaus, wichteln, überraschung,
        mitbringsel, oma schenkte, patenkind, patentante, beschenkter""",
    "counterfeit": """
        fälschung, fälschungen, gefälscht*, fake, fakes, faked, plagiat, plagiate, kopie, nachmache, nachgemacht,
        nachbau, nachahmung, imitat, imitation, replika, kein original, keine originalware, nicht original, original,
        originale, originalware, originalprodukt, nicht echt, unecht, echtheit, echtheitszertifikat, zertifikat,
        seriennummer, hologramm, logo falsch/schief, markenware, gebraucht*, gebrauchte ware, gebrauchtware,
        bereits/schon benutzt/getragen/geöffnet/gebraucht/angezogen/gelesen, benutzt*, getragen*, getragene, angezogen,
        gebrauchsspuren, gebrauchtspuren, tragespuren, nutzungsspuren, abgelaufene sohlen, sohle abgelaufen, nicht neu,
        keine neuware, neuware, als neu verkauft, als neu, rückläufer, retourware, retoure von, vorbesitzer, vorgänger,
        haare dran/drin/daran, fremde haare, deo, deoflecken, schweiß*, parfüm, make up, makeup, schmutzig, krümel,
        geöffnet, bereits geöffnet, siegel gebrochen/offen, versiegelt, refurbished, generalüberholt, aus zweiter hand,
        second hand, chinakopie, daten von, fremde fotos/daten, verdacht, betrug, betrüger, registriert auf, bereits
        registriert""",
    "expired": """
        abgelaufen*, abgelaufene, ablaufdatum, abläuft, läuft ab, ablauf, mhd, mindesthaltbarkeit*,
        mindesthaltbarkeitsdatum, haltbarkeitsdatum, haltbarkeit, haltbar bis, haltbar, haltbar nur, nur noch
        haltbar/tage/wochen, verfallsdatum, verfallsdatum*, verfallen, verfall, überlagert, verdorben*, verschimmelt*,
        schimmel, schimmelt, schimmlig*, schimmelig*, ranzig, sauer, vergoren, gammelig, vergammelt, schlecht geworden,
        umgekippt, faul, verfault, maden, motten, alt, zu alt, zu altes, über datum, datum, kurzes mhd, datum
        überschritten, überschritten, drüber, nicht mehr genießbar, genießbar, ungenießbar, verzehrt, frisch, nicht
        frisch, lebensmittel, eingetrocknet, ausgeflockt""",
    "customer_service": """
        kundenservice, kundendienst, kundenbetreuung, kundensupport, support, service, servicehotline, hotline,
        callcenter, chat, chatbot, bot, mitarbeiter, mitarbeiterin, ansprechpartner, niemand/keiner/keine/kein
        antwortet/antwort/reagiert/reaktion/erreichbar/geht/ran/rückmeldung/meldet, keine antwort, keine rückmeldung,
        keine reaktion, antwort, antworten, antwortet, antwortet nicht, rückmeldung, rückruf, ruft zurück, reagiert,
        reaktion, nicht erreichbar, erreichbar, niemanden erreicht, nicht erreicht, warteschleife, warteschleifen,
        telefon, telefonisch nicht, am telefon, angerufen, anruf, anrufe, mail, mails, e-mail, email, emails, mails
        geschrieben, geschrieben, nachgefragt, anfrage, anfragen, beschwerde, beschwerden, reklamiert, unfreundlich*,
        pampig*, patzig*, frech, frech*, abgewimmelt, abgewiegelt, vertröstet, hingehalten, ignoriert, ignoriert*,
        textbaustein*, standardmail, standardantwort, standardtext, automatische antwort, unverschämt, unhöflich,
        arrogant, herablassend, inkompetent, hilft niemand, hilfe, keine hilfe, nicht geholfen, weiterverbunden,
        aufgelegt, ticket, vorgang""",
    "refund_slow": """
        erstattung, rückerstattung, erstattet, erstatten, gutschrift, gutgeschrieben, rückzahlung, zurückgezahlt,
        zurückerstattet, geld zurück, mein geld, geld nicht/noch/immer/bis/warte/fehlt, geld, auf mein/meinem/dem
        konto, warte/warten/wart auf/noch/seit geld/erstattung/gutschrift, immer noch nicht erstattet/gutgeschrieben,
        nicht erstattet, retoure, retoure nicht/noch/seit, retouren, retourenschein, retourenlabel, retourenaufkleber,
        retourenetikett, retourenportal, rücksendung, rücksendeschein, rücksendeetikett, rücksendelabel,
        rücksendeformular, rücksendekosten, rückversand, rücksendeaufkleber, rückgabe, rückschein, etikett, label,
        qr-code, qr code, ausdrucken, drucken, ausdruck, barcode, portal, login, zurückschicken
        umständlich/kompliziert/kostet, kostenpflichtig, porto, versandkosten, rücksendung
        bezahlen/zahlen/kostet/kosten, gebühr, gebühren, abholung, abgeholt, nicht abgeholt, abholer, annahmestelle,
        mahnung, mahnt, gemahnt, inkasso, klarna, paypal, rechnung, ratenzahlung, abgebucht, lastschrift, nur
        teilbetrag, teilbetrag, nur teil erstattet, nur die hälfte erstattet, zurückgeschickt, eingegangen, angekommen
        retoure, wochen her, umtausch, umtauschen, austausch""",
    "praise": """
        super, superschnell, toll, tolle, tolles, toller, klasse, prima, perfekt, perfekte, perfektes, spitze,
        spitzen*, hervorragend*, ausgezeichnet, begeistert, top, topp, 1a, einwandfrei, tadellos, wunderbar,
        wunderschön*, wunderschöne, traumhaft, genial, geil, mega, hammer, großartig, fantastisch, sehr zufrieden,
        zufrieden, rundum zufrieden, sehr gut/gute/schön/schöne/schnell/zufrieden/nett/freundlich, lob, großes lob, ein
        lob, danke für, vielen dank für, gerne wieder, immer wieder, immer wieder gern*, jederzeit wieder, weiter so,
        weiterempfehl*, empfehlen, empfehlung, empfehlenswert, liebe es, liebe, lieben, liebt, glücklich, freude,
        freut, freu*, beste, bester, bestes, am besten, gute qualität, tolle qualität, super qualität, super service,
        toller service, netter, nette, freundlich, freundliche, schnelle lieferung, schnell geliefert, hübsch, hübsche,
        sehr hübsch, schön, schöne, schöner, schönes, sitzt perfekt/super/top, passt perfekt/super/wie, wie angegossen,
        nichts auszusetzen, nichts zu meckern, kann nicht meckern, keine beanstandung, alles bestens, bestens, alles
        gut, alles super, alles perfekt, sterne, daumen hoch, respekt, kompliment, weltklasse, ein traum, traum""",
    "other": """
        vermieter, tüv, genehmigung, verboten, erlaubt, gesetz, vorschrift, arzt, ärztin, allergie gegen, datenschutz,
        politik, herkunft, boykott, china, nachhaltigkeit, umwelt, tierquälerei, vegan, glauben, religion, religiös, zu
        laut, lärm, lautstärke, katze, hund, haustier, kater, schwerer als, zu schwer, gewicht, wiegt, zoll, rechnung
        falsch/fehlt/stimmt, rechnung, rückruf, produktrückruf, testbericht, bewertungen, rezensionen, firma, chef,
        verein, energieverbrauch, stromverbrauch, krankenkasse, sicherheit, gefährlich, zahlung, zahlungsart,
        newsletter, bestellung storniert ihr, versicherung, steuer""",
}

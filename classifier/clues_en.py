"""How English-speaking customers put each starter theme: words and turns of phrase from general knowledge.

One list per theme, written as in `classifier.clues_de`.
"""

from __future__ import annotations

from typing import Final

CLUES_EN: Final[dict[str, str]] = {
    "too_small": """
        too small/tight/short/narrow/snug/little/slim, way too small/tight/short, small, smaller, tiny, tight, tighter,
        snug, narrow, cramped, runs/run/comes/come/came/fits/sized/cut small/short/tight/narrow, fits small, size/sizes
        up, bigger size, larger size, need/needed/get size/one bigger/larger/up, one/two/next size/sizes
        up/bigger/larger, won't/can't/couldn't/doesn't/wouldn't zip/button/close/do/fasten/pull/get up/over/on/in/shut,
        can't get it/them/him/her on/over/in, can not get on/over, not big/long/wide/large/tall/roomy enough, pinch*,
        squeez*, squash*, digs/dig/cuts/cut in/into, cuts off, circulation, can't breathe, breathe, toes, toes touch*,
        cramp*, sausage, sausage skin, for a doll/child/toddler/kid/ants, child's size, kids size, outgrown, grew out,
        grown out, buttons popping/gaping, bursting, stretched to, half mast, ankle swinger, above ankles/knee, shorter
        than, smaller than, tighter than, narrower than, barely fits/reaches/covers, doesn't reach, does not reach, not
        enough room/space, shrunk in, miniature, dinky, teeny, petite, microscopic, dollhouse, restrictive, suffocat*,
        strangl*, tourniquet""",
    "too_big": """
        too big/large/long/wide/loose/baggy/tall/high/deep/roomy/huge/bulky, way too big/large/long/wide/loose, big,
        bigger, large, larger, huge, massive, enormous, gigantic, giant, oversize*, loose, looser, baggy, roomy, bulky,
        runs/run/comes/come/came/fits/sized/cut big/large/long/wide/loose, size/sizes down, smaller size,
        need/needed/get size/one smaller/down, one/two/next size/sizes down/smaller, swim/swims/swimming/swam in,
        drown/drowns/drowning in, swamps/swamped, tent, like a tent, sack, potato sack, sack of potatoes, circus,
        falls/fall/fell/slips/slip/slide/slides off/down, falling down/off, slipping off/down, won't/doesn't stay
        up/on, room for two, fit two, two of me, could fit another, drags/dragging/trails on floor, to the
        floor/ground/knees, past/over my hands/fingers/knuckles, longer than, bigger than, larger than, wider than,
        hangs/hang/hanging off/on/down, takes up, takes over, doesn't fit in/through
        door/room/shelf/cupboard/corner/kitchen, too much room/space/fabric, gaping, clown, trip over, gap at, heel
        slips, slips, dad's coat, inherited, grow into, grow in""",
    "fit_other": """
        fits weird/odd/funny/strange/badly/poorly/awkward, does not fit right/well/properly, doesn't fit
        right/well/properly/me, don't fit right/well/me, doesn't sit right/well/properly, sits, sit, cut, cut
        weird/odd/funny/strange, shape, shaped, shapeless, boxy, unflattering, flattering, proportion*, bunches,
        bunched, bunching, puckers, gapes, gaps, gaping, bulges, bulge, sticks out, rides up, riding up, ride up,
        twists, twisted, pulls across/at, tight waist/hips/chest/shoulders loose, waist, waistband, hips, hip, thighs,
        bust, chest, crotch, rise, torso, arch, instep, arch support, heel, heels rub, rubs, rubbing, blister*,
        blisters, armholes, armhole, shoulder, shoulders, sleeves, sleeve, straps, cup, cups, neckline, body shape,
        figure, my body, my build, pear, curvy, for my feet/foot/body/shape/figure/hips/legs, wide/narrow feet/foot,
        built for, made for tall/short/skinny, saggy, sags, slouchy, drapes, hang/hangs funny/weird/wrong, doesn't
        hang, uncomfortable, not comfortable, comfy, ergonomic, digs shoulder, gathers, wrinkles, in the wrong places,
        wrong places, silhouette""",
    "dislike_style": """
        don't/didn't/doesn't/not like/love/suit/keen, don't like how/the/it, not my style/taste/thing/cup, not me, not
        really me, not for me, not a fan, not keen, not fond, didn't suit, does not suit, doesn't suit me/my/her/him,
        look on me, looks on me, ugly, hideous, awful look*, frumpy, dowdy, old fashioned, old-fashioned, dated,
        outdated, grandma, granny, nan, grandmother, tacky, kitsch*, gaudy, garish, cheesy, cringe, childish, boring,
        plain, bland, dull looking, design, style, styling, look, looks
        ridiculous/silly/stupid/weird/awful/odd/ugly/terrible/cheap/dated/better, look
        ridiculous/silly/stupid/weird/awful, looks like a/an/something/my, look like a/an, makes me look, pattern,
        print, motif, logo, embroidery, embroidered, ruffles, frills, frilly, sequins, glitter, bling, bow, too
        flashy/fancy/plain/loud/busy/modern/girly/young/old/formal, flashy, fancy, costume, pyjamas, curtains,
        wallpaper, tablecloth, clashes, eyesore, unattractive, not pretty/attractive/nice/stylish, not as nice/pretty,
        nicer in, in the mirror, mirror, wouldn't be seen, laughed at, teenager, trendy, chunky, clunky, taste,
        aesthetic*, vibe, appeal*""",
    "dislike_color": """
        color, colour, colors, colours, coloured, colored, shade, shades, hue, tone, tint, don't/didn't/not like
        color/colour/shade, color/colour awful/horrible/ugly/hideous/terrible/weird/suit/off, hate the color/colour,
        too bright/dark/pale/yellow/pink/orange/green/blue/red/grey/gray/light/dull/vivid/neon/loud, bright, garish,
        neon, pale, washed out, washes me out, wash me out, complexion, skin tone, makes me look pale/ill/dead/sick,
        mustard, lime, pea, puke, vomit, baby pink, hot pink, pink, purple, lilac, teal, turquoise, orange, yellow,
        green, beige, brown, grey, gray, khaki, olive, maroon, burgundy, salmon, coral, peach, mauve, navy,
        rather/prefer/instead black/blue/white/grey/navy, should have gone/picked/chosen black/blue/white, clashes
        with, doesn't go/match with, undertone, drab, muddy""",
    "material": """
        fabric, cloth, textile, scratchy, scratches, scratch skin, itch*, itchy, itches, prickly, prickles, rough,
        stiff, coarse, hard as, stinks, stink, smell, smells, smelly, smelled, smelt, odor, odour, reeks, whiff, fumes,
        pong, chemical*, chemicals, plastic, plasticky, rubber, rubbery, see through, see-through, transparent, sheer,
        can see my/everything/bra/underwear, shows everything, rash, hives, allergic, allergy, eczema, red
        spots/skin/marks/bumps, bumps, irritat*, irritates, skin, reaction, broke out, sweat*, sweaty, polyester,
        nylon, acrylic, synthetic*, viscose, cotton, wool, linen, leather, faux, velvet, silk, too
        thin/thick/stiff/rough/hard/heavy/warm/hot, thin, paper thin, flimsy fabric/material, thick, feels
        like/cheap/nasty/horrible/plastic/weird/rough, feels, feel on skin, texture, static, clings, clingy,
        breathable, doesn't breathe, absorb*, not soft, softness, soft, sticky, greasy, slimy, crinkly, crunchy,
        cardboard, sandpaper, burns my, stings, sore, not warm, not cosy, tastes, taste of""",
    "not_as_described": """
        not as described/pictured/advertised/shown/expected/stated, as described, as pictured, as advertised,
        described, description, listing, listed, advertised, advert, ad, picture, pictures, pictured, photo, photos,
        image, images, online, website, web site, your site, your page, product page, on the
        site/website/page/picture/photo, looks/look/looked different/nothing, different from/than/to
        picture/photo/online/website/described, nothing like, doesn't/does/didn't not match/resemble
        description/picture/photo/photos, does not match, don't match, says/states/stated/claims/claimed, it says, it
        said, says it is, said it was, supposed to be/have, supposedly, meant to be, claims, claimed, claim, promises,
        misleading, mislead, deceptive, false advertising, dishonest, lied, lie, lies, specs, specification,
        specifications, measurements wrong/off/incorrect, actual, actually is, actually only, in reality, in real life,
        in person, irl, reality, in fact, instead of the advertised, not real/solid/genuine/actual
        leather/wood/silk/cotton, isn't leather, not leather, veneer, chipboard, mdf, turns out, turned out, so-called,
        up to, cm not, inches not, colour different, different colour/color/shade than/from, edited, photoshop*,
        filter""",
    "quality": """
        poor/bad/low/terrible/awful/shoddy workmanship/quality/stitching, poorly
        made/finished/stitched/sewn/constructed, badly made/finished/sewn, cheaply made, cheap, cheap
        looking/feel/plastic/made, cheaply, shoddy, flimsy, tat, junk, rubbish, crap, trash, garbage, tacky finish,
        workmanship, craftsmanship, finish, finishing, construction, build, stitch*, stitching, seam, seams, seam
        came/split/undone/coming, hem, thread, threads, loose thread/threads, loose, unravel*, unravelling, fray*,
        frayed, fraying, pilling, bobbles, bobbling, bobbly, fluff, lint, shed*, sheds, shedding, hole, holes, hole in,
        snag*, ladder*, laddered, ripped seam, button/buttons fell/came/off/missing/loose, after one/first/two/single
        wash/washes, wash, washed, washes, washing, shrank, shrunk, faded, fades, fading, ran in wash, color/colour/dye
        runs/ran/bleeds/rubs/came/transfers, bleeds, rubs off, peel*, peeling, flak*, flaking, chipped paint, paint,
        coating, scratch, scratches, scratched, scuff*, scuffed, stain, stains, stained, marks, mark, blemish*, dent
        from factory, crooked, wonky, uneven, lopsided, wobbl*, wobbly, wobbles, rickety, unstable, sharp edges, sharp,
        rough edges, glue, glued, rust*, rusty, rusted, bent, warped, misaligned, last long, didn't last, won't last,
        wear, worn out, fell apart, falling apart, falls apart, falling to bits, came apart, zip/zipper
        sticks/stuck/catches/snags, creaks, squeaks, sticks, catches""",
    "value_for_money": """
        expensive, too expensive, pricey, pricy, overpriced, over priced, not worth/value, worth, worth the
        money/price, worth it, waste of money, price, price too high, for the price, for that/this/the price/money, at
        this/that price, price tag, value, value for money, poor value, bad value, rip off, rip-off, ripoff, ripped
        off, daylight robbery, robbery, extortion*, steep, outrageous, cost, costs, cost too much, costs a fortune,
        fortune, arm and a leg, for what it is/you, for what you get/pay, paid, paying, pay that much, that much, so
        much money, that kind of money, money, much money, euros/pounds/quid/dollars/bucks for, can't justify, justify,
        too much for, too much money, expected more, expected better for, cheap out, charge/charging for, premium
        price, afford, budget, hefty, little for""",
    "defective": """
        defect, faulty, fault, broken, broke, breaks, broke after/when/first/within, broken after, not work/working,
        doesn't/didn't/won't/don't/wouldn't/isn't/not
        work/turn/switch/start/charge/charging/power/heat/open/close/light/connect/function/hold/respond/working,
        stopped/stops/quit/ceased working/charging/heating/spinning, not working, no longer works, works for, worked
        for, only worked, dead, dead on arrival, doa, died, dies, packed up, packed in, conked, gave up, given up,
        kaput, bust, busted, malfunction*, won't turn/switch, turn on, turns on, turns off, switches off, switch on,
        power on, no power/sound/picture/signal/life/light, battery, battery dies/life/drains/flat/dead, batteries,
        charge, charging, holds charge, screen, display, pixel*, flicker*, flickers, blinks, glitch*, freezes, frozen,
        crashes, crashed, error, error message, overheats, overheating, smoke, smoking, sparks, burnt, burned, burning
        smell, short circuit, fuse, trips, leak, leaks, leaking, drips, dripping, won't hold air/water, deflates,
        puncture*, motor, engine, jams, jammed, stuck, snapped, snaps, snapped off, cracked after/when, tore, torn,
        ripped, rips, split, came off, fell off, fell out, handle came/broke/fell, strap broke/snapped, zip/zipper
        broke/broken/split/burst/came, collapsed, exploded, burst, loses air/water, after
        days/weeks/month/uses/minutes/week/day/hours, first use, second use, on first, within a/days/weeks, unusable,
        useless, warranty, buzzing, humming, grinding, rattles, rattling, makes noise""",
    "damaged_transport": """
        damaged in/during/by transit/transport/shipping/post/delivery/courier, damaged on arrival, damage, damaged,
        arrived/came/received/turned
        broken/damaged/smashed/cracked/shattered/bent/in/dented/squashed/crushed/scratched/leaking/soaked/wet, in
        pieces, pieces, in bits, to bits, bits, smashed, shattered, smithereens, shards, broken glass, glass
        broken/everywhere, splinters, cracked, crack, chipped, chip, chips, dent, dents, dented, dinged, bent, crushed,
        squashed, scratched on arrival, torn in, ripped in, broken in transit/transport/post/shipping, transit,
        transport, in the post, during shipping/transport/delivery, on the way, en route, leaked, leaked everywhere,
        leaking, spilled, spilt, burst, burst open, soaked, wet, soggy, melted, thawed, frozen solid, corner
        broken/bent/crushed/chipped/dented/smashed, corners, corner, edge chipped, dropped, thrown, mishandled, rough
        handling, bashed, battered, when I opened/unpacked, unpacking, on opening, opened it, upon arrival, on arrival,
        jigsaw, puzzle, arrived""",
    "packaging": """
        packing, packaged, packed, packed badly/poorly/well/properly, badly packed/wrapped/packaged, poorly
        packed/wrapped/packaged, box, boxes, boxed, box crushed/torn/open/ripped/damaged/squashed/wet/opened, carton,
        cardboard, parcel torn/open/ripped, package torn/open/ripped, crushed, squashed, ripped open, torn open, torn,
        bubble wrap, no bubble/padding/protection/cushioning, padding, padded, cushioning, protection, wrap, wrapping,
        wrapped, wrapper, envelope, jiffy, bag, plastic bag, polythene, peanuts, polystyrene, styrofoam, foam, tissue,
        tape, taped, waste, wasteful, plastic, too much/excessive plastic/packaging/paper/cardboard, so much
        plastic/packaging/cardboard, excessive, unnecessary, huge box, massive box, giant box, environment,
        environmental*, planet, recycl*, landfill, rubbish, eco, original box/packaging, no box, without box, seal,
        sealed, unsealed, seal broken, rattling around, loose in box, flimsy box, russian doll, box inside""",
    "missing_parts": """
        missing, missing parts/part/screws/piece/pieces/cable/lid/charger, is/are/was/were/has missing, not
        included/enclosed, not in the box/parcel/package, wasn't/weren't/isn't/not in
        box/included/there/parcel/package, not there, incomplete, not complete, without
        screws/cable/charger/instructions/lid/manual/remote/batteries/accessories/parts/belt, no
        screws/cable/charger/instructions/lid/manual/remote/batteries/accessories/adapter/plug/belt/bolts/receipt, only
        one/two/three/half/four/five/part/1/2/3 of/arrived/received/came/sent/delivered/in/shoe, only half, half
        the/of/my order, one of/short, one shoe, left shoe, right shoe, part of/missing, partial, short, short by,
        fewer, less than ordered, forgot, forgotten, left out, lacks, lacking, where is/are the, where's, rest of,
        other half, accessory, accessories, bolts, screws, allen key, hardware, spare, spares, instructions missing,
        empty box/package/packet/envelope, box empty, empty, second parcel/box/package, still waiting for other""",
    "wrong_item": """
        wrong item/product/size/colour/color/one/model/thing/order/article/part/version/shoe/shoes/book/flavour
        sent/received/delivered/came/arrived/in, wrong item, wrong product, wrong size sent, wrong colour, wrong color,
        wrong one, wrong, sent/received/got/delivered/shipped wrong, sent me, you sent, they sent, i received, received
        instead, got instead, instead of, instead, ordered but/got/received/came, ordered black/blue/red/white/size
        got/received/came, i ordered, different item/product/size/colour/color/model/one
        sent/delivered/received/than/arrived/from, something else, completely different, entirely different, totally
        different, not what I ordered, not the one/item ordered, not what ordered, didn't order this, never ordered,
        someone else's, somebody else's, another customer, someone elses, mixed up, mix up, mix-up, mixup, swapped, two
        left/right, inside was, box contained, was in the box, label says, mislabelled, mislabeled, incorrect
        item/size/product, incorrect""",
    "extra_item": """
        extra, extra one/item/items/parcel, one too many, too many, too much delivered, two/three/twice/double/2/3
        instead, instead of one/two/1, sent/received/delivered/got/came/arrived two/twice/double/three/2, sent twice,
        delivered twice, double, doubled, double delivery/order/shipment, duplicate, duplicate order/delivery/shipment,
        more than ordered/i, only ordered/wanted/paid one/1/a, ordered one got/received/came, ordered just one, second
        one, another one, additional, additionally, surplus, not ordered, didn't order, did not order, never ordered,
        unordered, unsolicited, also in the box, plus a, as well as, along with, on top, bonus, freebie, spare one""",
    "too_late": """
        late, too late, way too late, arrived late, came late, delivered late, later than, days late, week late, weeks
        late, delay*, delayed, delays, took too long, took forever, took ages, took so long, took weeks, taken weeks,
        took days/weeks/month/months, too long, so long, ages, forever, eternity, slow delivery/shipping, slow, waited,
        waited weeks/days/ages/too, waiting, wait, after weeks/days/a, not in time/on, in time, on time, missed
        the/my/our/his/her birthday/wedding/party/christmas/holiday/event, missed,
        birthday/wedding/party/christmas/holiday/event/trip/funeral was/is/over/already/yesterday/gone/passed/had, was
        over, already over, over by, after the/my/his/her/our birthday/wedding/party/christmas/event/holiday, day
        after, days after, week after, next day, next-day, express, promised for/by/next, should have
        arrived/been/come, supposed to arrive, delivery date, estimated, deadline, weeks ago, overdue, finally arrived,
        finally, only arrived/came, arrived after, by the time, turned up, snail""",
    "delivery_service": """
        courier, driver, drivers, delivery man/guy/driver/person/boy/woman, delivery guy, postman, postie, mailman,
        dhl, hermes, evri, dpd, gls, ups, fedex, royal mail, yodel, parcelforce, neighbour, neighbor, neighbours,
        neighbors, neighbour's, next door, left with/at/in/on/outside/by/it/parcel, left outside, left in the rain, in
        the rain, rain, rained, doorstep, door step, front door, porch, driveway, hallway, stairs, upstairs,
        downstairs, floor, garden, hedge, fence, over the fence, wall, shed, garage, bin, wheelie bin, recycling bin,
        bins, gate, mat, doormat, lobby, dumped, chucked, threw, thrown, throws, tossed, dropped, flung, kicked, slung,
        ring, rang, rung, didn't ring/knock, did not ring, never rang, without ringing, doorbell, bell, buzzer, knock,
        knocked, never knocked, no knock, was home, was in, at home, home all day, in all day, card through, card, pick
        up, pickup point, pick it up, collection point, depot to, parcel shop, locker, post office, rude
        driver/courier/delivery, signature, signed, forged, safe place, street, pavement, sidewalk, attempted, refused
        to carry, carry, in front of""",
    "not_delivered": """
        never arrived/came/received/delivered/got/showed/turned/reached/appeared, not
        arrived/received/delivered/come/here, didn't/hasn't/haven't/has/did/have not
        arrive/arrived/come/receive/received/show/turn/delivered/reach, didn't arrive, hasn't arrived, haven't
        received, not received, no delivery, no parcel, no package, nothing arrived/came/here/received, nothing has,
        nowhere, no sign, still not here/arrived/received, still nothing, still waiting for
        parcel/package/order/it/delivery, still waiting, still hasn't, where is/are my, where's my, where is, lost,
        lost in, went missing, gone missing, parcel/package/order lost/missing/vanished/disappeared/stolen, vanished,
        disappeared, stolen, undeliverable, returned to sender, return to sender, sender, sent back, wrong address,
        address, tracking, tracking says/shows/stuck/number, track, status, marked as delivered, says delivered, shows
        delivered, supposedly delivered, allegedly delivered, delivered to wrong/someone/another, stuck in/at
        depot/customs/transit/warehouse, stuck, customs, depot, sorting, in transit for/since""",
    "not_compatible": """
        compatible, compatibility, not compatible, incompatible, isn't compatible, doesn't/does/don't/didn't/won't not
        fit/work with/my/on/in/onto/into/the, doesn't fit my/the/in/on/our, does not fit my/the/in/on, won't fit
        my/the/on/in, not fit phone/car/bike/printer/machine/model/pipe/socket/frame/vacuum, doesn't work with, not
        work with, won't connect, won't pair, connect to, connector, connectors, plug, socket, port, usb, usb-c, hdmi,
        lightning, jack, adapter, adaptor, thread, threads size, bayonet, screw fitting, fitting, mount, bracket, vesa,
        wrong plug/connector/socket/voltage/model/fitting, voltage, volts, 110v, 220v, uk plug, us plug, eu plug,
        model, different model, model number, older model, my model, generation, iphone, samsung, android, ipad,
        laptop, macbook, printer, cartridge, car, vacuum, dishwasher, washing machine, coffee machine, hob, induction,
        router, tv, supported, supports, doesn't support, not support, not recognised, not recognized, recognise,
        recognize, windows, mac, ios, software, mm instead, diameter, inch""",
    "too_hard": """
        assembly, assemble, assembled, assembling, put together, put it together, putting together, build, built,
        building, set up, setup, set-up, setting up, install, installing, installed, installation, instructions,
        instruction, manual, guide, diagram*, leaflet, instructions
        useless/unclear/terrible/chinese/wrong/confusing/in, only in german/chinese/french, chinese only, complicated,
        too complicated, difficult, too difficult, hard to, too hard, impossible to, tricky, fiddly, fiddle, faff,
        awkward to, cumbersome, unwieldy, confusing, confused, understand, can't understand, couldn't understand,
        cannot understand, figure out, can't figure, couldn't figure, work out how, make sense, makes no sense,
        incomprehensible, unclear, engineer, engineering degree, degree, phd, rocket science, rocket scientist, expert,
        professional, handyman, plumber, electrician, hours, took hours/me, holes don't/didn't line/match, line up,
        pre-drilled, app, menu, buttons, settings, register, account, password, wifi setup, user friendly,
        user-friendly, intuitive, not intuitive, technophobe, for seniors, elderly, pensioner, gave up, given up,
        tearing my hair, patience, frustrat*, nightmare to, operate, to use""",
    "ordered_wrong": """
        ordered wrong/incorrect/by/the, ordered the wrong, ordered wrong, bought wrong, bought the wrong,
        picked/clicked/chose/selected wrong, clicked wrong, wrong button, wrong size ordered, by mistake, by accident,
        mistake, my mistake, my fault/bad/error/own/stupidity, my own fault/mistake/stupid, own fault, entirely my,
        accidentally, accidently, accident, in error, inadvertently, unintentionally, misread, mis-read, misclick*,
        mis-click*, mistyped, typo, mismeasured, measured wrong, wrongly measured, didn't measure, should have
        measured/checked/read/looked, should've, didn't read/check/look/notice/realise/realize, did not
        read/check/realise, not realise, hadn't read, overlooked, wasn't paying attention, attention, oops, whoops,
        silly me, stupid me, idiot, i'm an idiot, dumb, fat fingers, meant to order/buy/get, meant to, intended, wanted
        to order, thought it was/were/would, i thought, thought i, assumed, confused with, mixed up sizes, ordered
        twice, ordered two by, clicked twice, pressed twice, duplicate order by, my
        kid/son/daughter/toddler/cat/husband/wife ordered/clicked/pressed, without glasses, half asleep, autofill""",
    "selection_order": """
        to choose/compare/try/decide, to choose from, choice, choose, chose, choosing, choices, selection, compare,
        comparison, try on, try at, tried on, try both, tried both, trying, to try, ordered/bought/got/took
        two/three/several/both/multiple/different/few/2/3/4 sizes/colours/colors/styles/options/models/pairs, two
        sizes, both sizes, different sizes, several sizes, multiple sizes, three sizes, two colours, both colours,
        several colours, options, both, several, multiple, kept/keep/keeping one/other/the/two/only, kept the other,
        keep the other, keeping the, kept one, keep one, keeping, one fits/stays/goes/won, other
        one/pair/fits/goes/is/size, the rest go/back, rest goes back, returning the rest/other/others, send back rest,
        only wanted/needed/need one, only keeping, unsure/sure which/size, wasn't sure which, not sure which/what,
        couldn't decide, can't decide, decide, decided, decided on, went for the/with, prefer the, winner, favourite,
        favorite, samples, swatch*, sample, bracketing, one of them/these/three""",
    "changed_mind": """
        changed my/our/her/his mind, change of mind/heart/plan/plans, mind, second thoughts, on reflection, thought
        again, don't/didn't/no/not need/want/require it/them/anymore/any/longer, no longer
        need/needed/want/wanted/required/necessary/interested, not needed/required/wanted/necessary, don't need, do not
        need, won't need, didn't need, no need, no use, not going to use, never use, won't use, wouldn't use, no
        longer, anymore, any more, surplus to, regret, regretted, impulse, impulse buy/purchase, spur, drunk, bought
        on, late night, cancelled, canceled, cancel, called off, fell through, plans changed, plan changed, moved,
        moving, moved house, broke up, split up, divorce*, passed away, funeral, pregnant, lost my job, job, already
        had, have already, got enough, have enough, too many, found my/the old/lost, found mine, fixed, repaired, old
        one, borrowed, can't afford, wife/husband/partner/boyfriend/girlfriend says/said/won't/hates/told, husband
        said, no room, no space, nowhere to put, not interested, lost interest, gave up hobby, reconsidered, rethink,
        slept on""",
    "better_price": """
        cheaper, cheaper elsewhere/online/at/on/in/somewhere, found cheaper/it, found it cheaper, found it for, found
        elsewhere, better price/deal, lower price, elsewhere, somewhere else, another shop/store/site/seller/website,
        other shop/store/site, competitor, amazon, ebay, aldi, lidl, tesco, argos, local shop, local store, high
        street, down the road, discount, discounted, discounts, sale, on sale, in the sale, black friday, cyber monday,
        reduced, price drop/dropped/reduced/went/fell/down/cut/match, price dropped, price went down, now
        half/only/for/costs, half price, half the price, less, euros/pounds/quid less/cheaper/off, less at, percent,
        off code, coupon, voucher, promo, promo code, offer, special offer, deal, bargain, outlet, second hand,
        secondhand, save, saved, saving, day/week/days later cheaper/reduced/sale/on, price match, reordered,
        re-ordered""",
    "gift": """
        gifts, gifted, present, presents, birthday present/gift, christmas present/gift, wedding gift/present, as a
        gift/present, was a gift, a present for, bought for my/a, for my
        mum/mom/dad/wife/husband/son/daughter/nephew/niece/friend/sister/brother/grandson/granddaughter/mother/father/nan/gran,
        for her/his birthday, recipient, given to, gave to, gave it to, gave me, got me, she/he already
        has/had/got/owns, already had, already has, has one already, had one, two of them, same one, same thing, got
        the same, duplicate, aunt, auntie, uncle, godchild, godson, goddaughter, mother in law, mother-in-law, secret
        santa, santa, under the tree, baby shower, bridal, housewarming, unwanted gift/present, unwanted""",
    "counterfeit": """
        fake, fakes, faked, counterfeit*, counterfeits, replica, knock off, knock-off, knockoff, copy, copies,
        imitation, forgery, bootleg, pirate*, not original/genuine/authentic/real, isn't
        genuine/real/original/authentic, genuine, authentic, authenticity, original, the real thing, real thing, real
        deal, serial number, hologram, certificate, logo wrong/misspelt/crooked, misspelt, misspelled, spelling, scam,
        scammed, fraud, used, used before, been used, clearly used, obviously used, already used/worn/opened, second
        hand, second-hand, secondhand, worn, been worn, worn before, pre-owned, previously, previous
        owner/customer/buyer, someone else's hair/data/photos, someone's, somebody wore, hair in/on, hairs, dirty,
        dirty soles, deodorant, perfume, make up, makeup, lipstick, sweat stains, crumbs, opened, already opened,
        opened before, open box, refurbished, refurb, reconditioned, returned item/by, not new, sold as new, isn't new,
        brand new, as new, signs of use/wear, registered to, still logged, logged in, suspect, suspicious, dodgy""",
    "expired": """
        expire, expires, expiry, expiry date, expiration, expiration date, best before, best-before, bbe, bbd, use by,
        use-by, sell by, shelf life, shelf-life, out of date, past its/date/best, past date, out-of-date, date, stale,
        gone off, went off, mouldy, moldy, mould, mold, mildew, rancid, sour, curdled, spoiled, spoilt, rotten,
        rotting, maggots, weevils, bugs, too old, old stock, only days/weeks left, days left, short date, short dated,
        short-dated, short expiry, dried out, dried up, fresh, not fresh, consume by""",
    "customer_service": """
        customer service/support/care/services, customer service, support, help desk, helpline, hotline, call centre,
        call center, phone line, live chat, chat, chatbot, bot, agent, rep, representative, staff, service, bad
        service, terrible service, poor service, no reply/response/answer/one, no one
        answers/replies/responds/cares/helps/picks, nobody answers/replies/responds/cares/helps/picks, never
        replied/answered/responded/got/heard, didn't reply/answer/respond, doesn't reply/answer/respond, don't
        reply/answer, ignored, ignores, ignore, ignoring, emails, email, e-mail, mail, mailed, emailed, wrote, written,
        called, calls, rang you, phoned, phone, on hold, on the phone, hung up, queue, reply, replies, answer,
        answered, respond, responded, response, contact, contacted, contacting, reach, get hold, get through, rude,
        rude on, impolite, unhelpful, unfriendly, arrogant, dismissive, patronising, incompetent, useless support,
        fobbed off, brushed off, copy paste, copy-paste, canned, template, automated, passed around, pillar to post,
        complaint, complained, complaints, manager, ticket, promised to call, call back, callback, laughed at me""",
    "refund_slow": """
        refund, refunded, refunds, refunding, still no refund, no refund, waiting for refund/money, refund pending,
        money back, my money, where is my money, want my money, reimburse*, reimbursed, reimbursement, credit,
        credited, credit note, still waiting for refund/money, not refunded, partial refund, partly refunded, only
        refunded, refunded only/half/part, return label/labels/process/portal/form/shipping/postage/slip/page/policy,
        return label, return process, returns process, returns portal, returns, return, returning, label, labels, qr
        code, qr, printer, print, print label, printed, portal, log in, login, website error, return window, return
        period, return cost/costs, pay return/postage, pay for return, postage, shipping cost/costs, restocking, fee,
        fees, return fee, collection, collect, collected, not collected, pick up return, courier to collect, drop off,
        drop-off, returned weeks/days/month/ago, sent back weeks/days/month/ago, sent it back, weeks ago, bank,
        account, klarna, paypal, dunning, reminder, debt collector, charged, exchange, replacement, swap, return
        denied/rejected/refused""",
    "praise": """
        great, excellent, perfect, perfectly, amazing, awesome, brilliant, fantastic, wonderful, superb, lovely,
        beautiful, gorgeous, stunning, fabulous, marvellous, outstanding, impeccable, love it, love, loved, loves,
        adore, very happy, happy, so happy, really happy, pleased, very pleased, delighted, thrilled, chuffed,
        impressed, satisfied, top notch, top quality, spot on, five stars, 5 stars, stars, recommend, highly recommend,
        will buy again, buy again, order again, will order, keep up, well done, thank you for, thanks for, thanks to,
        great service/quality/product/shop/delivery, good quality, great quality, good service, fast delivery, quick
        delivery, super fast, super, friendly, kind, helpful, very good, really good, so good, really nice, very nice,
        nice, looks great, fits perfectly, fits great, works perfectly, works great, comfy, comfortable, soft, best,
        the best, ever bought, no complaints, nothing wrong, nothing to complain, can't fault, cannot fault, couldn't
        be happier, couldn't be better, exactly what, exactly as, compliments, hats off, respect, kudos, bravo, a gem,
        a dream, dream""",
    "other": """
        landlord, allowed, not allowed, permit, permission, forbidden, banned, illegal, law, regulations, council,
        doctor, vet, religious, religion, ethical, ethics, boycott, politics, political, vegan, cruelty, made in,
        country of origin, origin, privacy, data protection, newsletter, too loud, loud, noise, noisy, neighbours
        complain, cat won't, dog won't, pet, too heavy, heavy, weighs, weight, invoice, vat, tax, customs, import,
        recall, recalled, review, reviews, safety, dangerous, unsafe, energy, electricity, insurance, employer,
        company, payment, payment method, billing, warranty abroad, customs fee, cancelled by you""",
}

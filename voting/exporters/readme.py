"""What stands in the README of a published vote, in Dutch and in English."""

README = """\
DEZE STEMMING ZELF NATELLEN
===========================
In deze map staat alles wat nodig is om deze stemming na te tellen. U hoeft de gemeente niet te geloven.

1. Installeer Python 3.9 of nieuwer: https://www.python.org/downloads/
2. Pak de map uit en open daar een opdrachtvenster.
3. Typ:   python recount.py . --nl
   Het programma telt opnieuw en zegt of alles klopt. Het is los geschreven van het programma van de gemeente.
4. De handtekening van de gemeente controleert u met openssl:
   openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
   Vergelijk key.pem met de sleutel op de website van de gemeente.

Wat waar staat:
   election.json        de vraag, de keuzes en de tijden
   rule.json            de regels, zoals die voor de opening waren vastgelegd
   ballots.txt          alle stembiljetten, gesorteerd: de volgorde zegt niets over wie of wanneer
   receipts.txt         de codes van alle stemmen die online zijn uitgebracht, gesorteerd. Staat uw code erin, dan telt
                        uw stem mee. Niemand kan zien bij welk stembiljet een code hoort, ook de gemeente niet
   lot.json             het lot, en waar het uit komt
   sums.json            hoeveel mensen meededen; kleine aantallen zijn samengenomen
   result.json          de uitslag
   explanation.nl.txt   de uitslag in zinnen
   ballots.pb, .blt     dezelfde stembiljetten voor andere programma's, bij een budget en bij een volgorde

Hoe elk bestand is opgebouwd en hoe er wordt geteld, staat in "A published vote" bij de code van Samenspel.


COUNT THIS VOTE YOURSELF
========================
This folder holds all that is needed to count this vote again. You need not believe the municipality.

1. Install Python 3.9 or newer: https://www.python.org/downloads/
2. Unpack the folder and open a terminal there.
3. Type:   python recount.py .
   The program counts again and says whether everything agrees. It shares no line with the municipality's program.
4. Check the signature of the municipality with openssl:
   openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
   Compare key.pem with the key on the website of the municipality.

What is where:
   election.json        the question, the options and the times
   rule.json            the rule, as it was fixed before the opening
   ballots.txt          all ballots, sorted: the order says nothing about who or when
   receipts.txt         the codes of all votes that were cast online, sorted. If yours is in it, your vote counts. Nobody
                        can see which ballot belongs to a code, the municipality neither
   lot.json             the lot, and what it comes from
   sums.json            how many took part; small numbers are taken together
   result.json          the result
   explanation.en.txt   the result in sentences
   ballots.pb, .blt     the same ballots for other programs, for a budget and for rankings

How each file is laid out, and how votes are counted, stands in "A published vote" with the code of Samenspel.
"""

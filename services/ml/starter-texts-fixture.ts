import type { StarterLabel } from './label-descriptions.js';

/** A hand-written text with its label; `mediaType` where it is not text/plain. */
export interface LabelledText {
  label: StarterLabel;
  text: string;
  mediaType?: string;
}

const CSV = 'text/csv';
const PPTX = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const MAIL = 'message/rfc822';
const PDF = 'application/pdf';

const of = (label: StarterLabel, ...texts: (string | [text: string, mediaType: string])[]): LabelledText[] =>
  texts.map((entry) =>
    typeof entry === 'string' ? { label, text: entry } : { label, text: entry[0], mediaType: entry[1] },
  );

/**
 * Tests only: beginnings of documents as people write them, in varied styles and three languages. The weights of the
 * starter are fitted on the texts at even places and measured on those at odd places.
 */
export const STARTER_TEXTS: readonly LabelledText[] = [
  ...of(
    'invoice',
    'Brightside Plumbing\n14 Mill Lane, Leeds\n\nINVOICE 2231\nDate 3 May 2025\nTo: Mrs K. Patel\n\nReplace kitchen mixer tap 1 85.00\nLabour 2 hrs @ 45.00 90.00\n\nTotal 175.00\nPayment within 14 days to sort code 20-11-43',
    'CloudNine Hosting B.V.\nInvoice number CN-88121\nBilling period 1 Apr – 30 Apr 2025\nDescription  Qty  Unit price  Amount\nVirtual server M  3  €12.00  €36.00\nBackup storage 500 GB  1  €9.50  €9.50\nSubtotal €45.50\nVAT 21% €9.56\nTotal due €55.06',
    'Malermeister Krause\nRechnung Nr. 118/25\nSehr geehrter Herr Lang, für die ausgeführten Arbeiten berechnen wir:\nWohnzimmer streichen 42 m² à 11,50 € 483,00 €\nMaterial 96,20 €\nNetto 579,20 €\n19 % USt. 110,05 €\nRechnungsbetrag 689,25 €\nBitte überweisen Sie bis zum 20.06.2025.',
    'Freelance translation – Marta Ruiz\nInvoice for: Delmar Publishing Inc.\nRef PO 5512\nTranslation ES>EN, 12,400 words at $0.11: $1,364.00\nRush surcharge 10%: $136.40\nBalance due $1,500.40 – net 30\nWire details below. Thank you for your business!',
    'Garage Lefèvre SARL\nFacture n° 2025-0342 du 12/05/2025\nVéhicule AB-123-CD\nVidange + filtre 1 89,00\nPlaquettes de frein avant 1 74,50\nMain d’œuvre 1,5 h 97,50\nTotal HT 261,00 €\nTVA 20 % 52,20 €\nNet à payer 313,20 €',
    'NORTHERN ELECTRIC\nYour electricity bill\nAccount 7712 0034 11\nBill date 2 June 2025\nUsage 1 March to 31 May: 812 kWh\nStanding charge £42.10\nUnits £219.24\nVAT at 5% £13.07\nAmount due by 23 June £274.41',
    'Proforma / Commercial Invoice\nShipper: Huang Textiles Co., Ltd.\nConsignee: Bergmann Import GmbH\nHS code 6109.10 T-shirts cotton 2,000 pcs USD 2.35 USD 4,700.00\nIncoterms FOB Ningbo. Country of origin China. Total USD 4,700.00',
    'Zahnarztpraxis Dr. Weiß\nLiquidation\nRechnungsdatum 14.02.2025 Patient: Julia Hoffmann\nGOZ 0010 Eingehende Untersuchung 1 2,3 12,94\nGOZ 1040 Professionelle Zahnreinigung 28 2,3 101,36\nGesamtbetrag EUR 114,30\nZahlungsziel 30 Tage',
  ),
  ...of(
    'receipt',
    'FRESHMART #0412\n12/04/2025 18:03\nMILK 2L 1.89\nBREAD WHOLEGRAIN 2.49\nAPPLES 0.842 kg 2.51\nTOTAL 6.89\nVISA ****1187 6.89\nAPPROVED\nYou saved 0.60 today\nTHANK YOU FOR SHOPPING WITH US',
    'Trattoria Bella\nTable 7  Guests 2\n2 Margherita 19.00\n1 Tiramisu 6.50\n2 Espresso 5.00\nSubtotal 30.50\nTip 4.50\nTotal 35.00\nPaid with Mastercard\nGrazie! Please come again',
    'REWE Markt\nKassenbon\nBananen 1,29 B\nVollmilch 1,09 B\nPfand 0,25\nSUMME EUR 2,63\nGegeben bar 5,00\nRückgeld 2,37\nBon-Nr. 4471 Kasse 3\nEs bediente Sie Frau Yilmaz\nVielen Dank für Ihren Einkauf',
    'Payment receipt\nHi Tom, we received your payment of $24.99 on June 1, 2025.\nPlan: Premium monthly\nPaid with Visa ending in 0341\nTransaction ID 9F2-ABQ-77\nKeep this receipt for your records.',
    'CITY TAXI\nReceipt no. 88213\nFrom: Airport To: Hotel Astoria\nFare 38.20 Tip 3.80\nTotal paid 42.00 CASH\nDriver 204  Date 21.03.2025 23:14',
    'Boulangerie du Port\nTicket de caisse\n2 Croissants 2,40\n1 Baguette 1,15\nTOTAL 3,55 EUR\nEspèces 5,00\nRendu monnaie 1,45\nMerci de votre visite',
    'SHELL STATION 2210\nPUMP 04 UNLEADED 95\n41.20 L @ 1.789\nTOTAL EUR 73.71\nCARD CONTACTLESS AUTH CODE 0231Q\n2025-02-11 07:44\nCUSTOMER COPY',
    'Quittung\nerhalten von Frau Becker\nfür gebrauchtes Fahrrad\nBetrag 150,- EUR (einhundertfünfzig)\ndankend erhalten\nBerlin, 4.5.2025',
  ),
  ...of(
    'bank statement',
    'First National Bank\nStatement period 03/01/2025 - 03/31/2025\nChecking account ending 5521\nBeginning balance $2,418.07\nDeposits and credits $3,900.00\nWithdrawals and debits $3,122.45\nEnding balance $3,195.62\n03/03 ACME PAYROLL DIRECT DEPOSIT 1,950.00\n03/05 ATM WITHDRAWAL 200.00',
    'Barchester Bank plc\nMr A Quill  Sort code 30-12-44  Account 0041 8829\n02 Apr DD COUNCIL TAX 164.00 1,022.13\n03 Apr VIS TESCO STORES 23.90 998.23\n05 Apr SO RENT J SMITH 750.00 248.23\n07 Apr CR SALARY 2,210.00 2,458.23\nBalance carried forward 2,458.23',
    'Sparkasse Musterstadt\nKontoauszug Nr. 4/2025\nIBAN DE12 5001 0517 0648 4898 90\nKontostand am 31.03.2025 1.204,55 EUR\n01.04. Dauerauftrag Miete -780,00\n03.04. Lastschrift Stadtwerke -86,40\n05.04. Gutschrift Gehalt 2.450,00\nNeuer Kontostand 2.788,15 EUR',
    'PLATINUM REWARDS CARD\nPrevious balance $812.33  Payments -$812.33  Purchases $640.12  Interest charged $0.00\nNew balance $640.12\nMinimum payment due $35.00 by May 25\nTransactions: 04/02 GROCERY OUTLET 55.20; 04/04 UNITED AIRLINES 412.60',
    'Crédit du Littoral\nRelevé de compte n° 6 du 30/06/2025\nSolde précédent au 31/05/2025 : 845,20\n02/06 PRLV EDF 64,90\n05/06 VIR SALAIRE 1 870,00\n12/06 CB CARREFOUR 88,14\nNouveau solde au 30/06/2025 : 2 562,16',
    'Business current account - activity from 1 Jan to 31 Jan\nDate | Details | Money out | Money in | Balance\nOpening balance 14,220.00\n04 Jan Faster payment Hollis Ltd 1,200.00 15,420.00\n09 Jan Direct debit HMRC VAT 3,010.55 12,409.45\nClosing balance 12,409.45',
    'Brokerage account summary\nPortfolio value at statement date 41,882.10\nDividends received 120.44\nSecurities bought and sold: 12 Feb BUY 20 units global equity ETF 1,944.00\nCash balance brought forward 2,002.18, closing cash balance 178.62',
    'Postbank Umsatzübersicht\nBuchungstag Wertstellung Verwendungszweck Betrag\n02.05. 02.05. Lastschrift Telekom Rechnung Mai -39,95\n04.05. 04.05. Überweisung Handwerker -250,00\n06.05. 06.05. Gutschrift Erstattung 18,20\nSaldo alt 912,00 Saldo neu 640,25',
  ),
  ...of(
    'contract',
    'NON-DISCLOSURE AGREEMENT\nThis Agreement is made on 4 June 2025 by and between Arden Labs Ltd ("Discloser") and the undersigned ("Recipient"). 1. Confidential Information means any data disclosed in writing or orally. 2. The Recipient shall not disclose Confidential Information to third parties. 3. Governing law: England and Wales.',
    'RESIDENTIAL LEASE\nLandlord: Ines Cole. Tenant: David Otieno. The Landlord agrees to let the apartment at 9 Elm Street for a term of one year beginning July 1. Rent of $1,450 is payable on the first day of each month. Tenant shall pay a security deposit. Pets are not permitted without written consent.',
    'Arbeitsvertrag\nzwischen der Firma Nordlicht GmbH (Arbeitgeber) und Herrn Jan Petersen (Arbeitnehmer)\n§ 1 Beginn und Tätigkeit\nDer Arbeitnehmer wird ab 01.09.2025 als Elektroniker eingestellt.\n§ 2 Probezeit\nDie ersten sechs Monate gelten als Probezeit.\n§ 3 Vergütung',
    'SOFTWARE LICENSE TERMS\nSubject to the terms herein, Licensor grants Licensee a non-exclusive, non-transferable licence to use the Software. Licensee shall not reverse engineer the Software. IN NO EVENT shall Licensor be liable for indirect damages. This is the entire agreement between the parties.',
    'Contrat de prestation de services\nEntre les soussignés : la société Altéa, représentée par Mme Roux, ci-après « le Prestataire », et la commune de Vence, ci-après « le Client », il a été convenu ce qui suit. Article 1 – Objet. Article 2 – Durée. Article 3 – Prix. Article 4 – Résiliation.',
    'MASTER SERVICES AGREEMENT between Corvid Inc. and Halden AS. The parties agree as follows: 1. Services are set out in each Statement of Work. 2. Fees and payment. 3. Each party shall indemnify the other against third-party claims. 4. Either party may terminate on 60 days notice. Signed by authorised representatives.',
    'Kaufvertrag über ein gebrauchtes Kraftfahrzeug\nVerkäufer: Peter Klein, Käufer: Sabine Groß. Das Fahrzeug VW Golf, Erstzulassung 2016, wird unter Ausschluss der Sachmängelhaftung verkauft. Der Kaufpreis von 7.800 Euro ist bei Übergabe zu zahlen. Der Verkäufer versichert, dass das Fahrzeug sein Eigentum ist.',
    'Terms of engagement. You are employed as Head Chef from 1 October. Your salary is £34,000 a year. Your normal hours are 45 a week. The notice period is eight weeks on either side. You must not work for a competing restaurant within five miles for six months after leaving. Signed by the employer and the employee.',
  ),
  ...of(
    'letter',
    'Harrow Borough Council\nCivic Centre\n12 May 2025\n\nDear Mr Osei,\n\nThank you for your letter of 2 May about the street lighting in Pine Road. An engineer has visited the site and the faulty lamp will be replaced within ten working days.\n\nYours sincerely,\nL. Marsh\nHighways Department',
    'Dear hiring committee,\n\nIt is a pleasure to recommend Ana Lopez, who was my student for three years. She is among the most gifted people I have taught, patient with others and precise in her work. Please call me should you need anything further.\n\nSincerely,\nProf. J. Whitlock',
    'Petra Sommer\nAm Weiher 3\n\nStadtwerke Tulln\n\nKündigung meines Stromvertrags, Kundennummer 48812\n\nSehr geehrte Damen und Herren,\n\nhiermit kündige ich meinen Vertrag fristgerecht zum 31.12.2025. Bitte bestätigen Sie mir den Eingang schriftlich.\n\nMit freundlichen Grüßen\nPetra Sommer',
    'My dear Eleanor,\n\nThe garden has gone quite wild since you left, and the plums are ripe already. Father sends his love and asks whether you received the parcel. Write soon and tell us everything about the new house.\n\nEver your loving sister,\nMaud',
    'Monsieur le Directeur,\n\nJe me permets de vous adresser ma candidature au poste de jardinier paru dans votre annonce du 3 mars. Disponible immédiatement, je serais heureux de vous rencontrer.\n\nJe vous prie d’agréer, Monsieur le Directeur, l’expression de mes sentiments distingués.\nPaul Girard',
    'Re: Complaint about delayed baggage\n\nDear Ms Tanaka,\n\nWe are sorry that your suitcase reached you two days late. As a gesture of goodwill we enclose a voucher. We hope to welcome you on board again soon.\n\nYours faithfully\nCustomer Relations, Aurora Air',
    'To whom it may concern\n\nThis is to confirm that Mr Ravi Menon has been a resident of this building since 2019 and has always paid his rent on time. Should you have any further questions, please contact the undersigned.\n\nBest regards\nG. Fielding, building manager',
    'Sehr geehrte Frau Dr. Adler,\n\nvielen Dank für Ihr Schreiben vom 7. Juli. Gern nehmen wir Ihren Terminvorschlag an und freuen uns auf Ihren Besuch in unserem Hause. Eine Anfahrtsskizze liegt diesem Brief bei.\n\nHochachtungsvoll\nBernd Thiele',
  ),
  ...of(
    'e-mail',
    [
      'From: Lena Fox <lena@fox.example>\nTo: Sam\nSubject: lunch on Friday?\n\nHey Sam, are you free on Friday around noon? The new ramen place finally opened. L',
      MAIL,
    ],
    'From: it-support@corp.example\nSent: Tuesday, 4 March 2025 08:12\nTo: All staff\nSubject: Planned maintenance tonight\n\nHi all,\nthe file server will be unavailable between 22:00 and 23:30. Please save your work.\nThanks, IT',
    'Von: Uwe Brandt\nGesendet: Montag, 12. Mai 2025 09:31\nAn: Team Einkauf\nBetreff: AW: Muster\n\nHallo zusammen,\ndie Muster sind angekommen, Fotos im Anhang. Können wir morgen kurz sprechen?\nGruß Uwe',
    'Hi Priya,\n\nsee attached, v3 of the deck with your comments. Numbers on slide 6 still need a check.\n\nThx\nMarco\n\nOn Wed, Apr 9, 2025 at 4:11 PM Priya wrote:\n> Could you send me the latest version?',
    [
      'Subject: Your parcel is on its way\n\nGood news! Your order has left our warehouse and will arrive on Thursday. Track your parcel with the link below. You receive this message because you have an account with us. Unsubscribe',
      MAIL,
    ],
    'Fwd: school trip\n\n---------- Forwarded message ---------\nFrom: Class teacher 4b\nDate: Thu, Jan 16, 2025\nSubject: school trip\n\nDear parents, please bring packed lunch and rain jackets on Monday.',
    'De : Claire Aubert\nÀ : Service technique\nObjet : panne ascenseur\n\nBonjour,\nl’ascenseur du bâtiment C est de nouveau bloqué au 3e étage. Merci d’envoyer quelqu’un rapidement.\nCordialement,\nClaire',
    'to: jobs@studio.example\ncc: anna@studio.example\nsubject: Re: portfolio\n\nthanks for getting back so quickly! link to the portfolio: https://k.example/work – happy to jump on a call any time next week.\n\nSent from my iPhone',
  ),
  ...of(
    'form',
    'MEMBERSHIP APPLICATION FORM\nPlease complete in BLOCK CAPITALS\nSurname ____________ First name ____________\nDate of birth __/__/____\nAddress ______________________\n☐ Adult ☐ Junior ☐ Family\nSignature of applicant ____________ Date ________',
    'Patient intake\nName:\nDate of birth:\nKnown allergies:\nAre you currently taking any medication? Yes / No\nHave you ever had any of the following (circle all that apply): asthma, diabetes, high blood pressure\nEmergency contact:\nSignature:',
    'Antrag auf Erteilung eines Parkausweises\nBitte in Druckbuchstaben ausfüllen\nName, Vorname:\nStraße, Hausnummer:\nKfz-Kennzeichen:\nZutreffendes bitte ankreuzen: □ Erstantrag □ Verlängerung\nOrt, Datum, Unterschrift der Antragstellerin / des Antragstellers',
    'Form 1040 U.S. Individual Income Tax Return\nFiling status: check only one box. Single, married filing jointly, head of household\nYour first name and middle initial, last name, your social security number\nHome address. 1a Total amount from Form(s) W-2, box 1. Sign here.',
    'Formulaire d’inscription à la cantine\nNom de l’enfant : ..............................\nClasse : ..............\nCochez les jours choisis : □ lundi □ mardi □ jeudi □ vendredi\nNom et téléphone du responsable : ..............................\nSignature du responsable :',
    'INCIDENT CLAIM\nPolicy number [        ] Claim number (office use only) [        ]\nDate and time of loss\nDescribe what happened\nWere the police informed? [ ] Yes [ ] No\nI declare that the statements above are true. Signed',
    'Guest questionnaire. How did you hear about us? Please tick one: friend / internet / travel agent. How would you rate the cleanliness of your room? 1 2 3 4 5. Would you recommend us? Yes No. Comments. Room number. Name (optional).',
    'Anmeldeformular Schwimmkurs\nKind: Name ________ Geburtsdatum ________\nErziehungsberechtigte: ________ Telefon ________\nMein Kind hat gesundheitliche Einschränkungen: ja [ ] nein [ ]\nIch habe die Datenschutzhinweise gelesen. Unterschrift: ________',
  ),
  ...of(
    'scientific paper',
    'Sparse Attention for Long Sequences\nK. Ito, M. Braun, S. Okafor\nAbstract. We propose a sparse attention mechanism whose cost grows linearly with sequence length. On three benchmarks it matches dense attention while using 4x less memory.\n1 Introduction\nTransformers [1, 2] have become the dominant architecture.',
    'Effect of vitamin D on falls in older adults: a randomised controlled trial\nBackground Falls are common. Methods We randomly assigned 1,204 participants aged 70 or older. Results The rate ratio was 0.98 (95% CI 0.87 to 1.10; p = 0.71). Conclusions Supplementation did not reduce falls. Trial registration NCT0123.',
    'On the zeros of a class of Dirichlet series\nWe prove that every function in the class has infinitely many zeros on the critical line. Theorem 1. Let f be in S. Then N(T) > cT log T. Proof. By Lemma 2 and the approximate functional equation, it suffices to bound the integral.',
    'Eine empirische Untersuchung zum Leseverhalten von Jugendlichen\nZusammenfassung. In dieser Studie wurden 640 Schülerinnen und Schüler befragt. Die Hypothese, dass Lesefreude mit dem Alter abnimmt, konnte bestätigt werden (p < .01). Schlüsselwörter: Lesen, Motivation. 1 Einleitung. Vgl. Meyer et al. (2019).',
    'Table 3 reports F1 on the test split. Our model outperforms both baselines by 2.1 points; removing the pretraining loss (ablation) costs 1.4 points. Figure 4 shows that errors concentrate on long tables. Following Zhang et al. [14], we fine-tune for 20 epochs with learning rate 1e-4.',
    'Geochemistry of basalt from the northern rift\nReceived 3 March 2024; accepted 11 June 2024. doi:10.0000/geo.2024.117\nKeywords: basalt, isotopes, mantle\nSamples were analysed by ICP-MS. Ratios of strontium isotopes indicate a depleted mantle source, in agreement with earlier work (Larsen and Holm, 2011).',
    'Résumé — Nous présentons une méthode de segmentation d’images médicales fondée sur les réseaux de neurones convolutifs. Les expériences menées sur deux bases publiques montrent une amélioration de l’indice de Dice. Mots-clés : segmentation, apprentissage profond. 1. Introduction. Bibliographie.',
    'A survey of consensus protocols\nDistributed systems rely on agreement among replicas despite failures. This article reviews Paxos, Raft and Byzantine variants, compares their message complexity, and discusses open problems. Section 2 introduces the system model. Acknowledgments. References [1] L. Lamport. The part-time parliament.',
  ),
  ...of(
    'report',
    'Annual Report 2024\nLetter from the chair\nIn 2024 our revenue rose by 8% to €412 million, driven by strong demand in Northern Europe. Operating margin improved compared with the previous year. The board proposes a dividend of €1.20 per share. Outlook 2025.',
    'Project Atlas – status report, week 22\nOverall status: amber\nProgress: data migration completed for two of five regions. Risks: supplier delay of three weeks. Budget: 62% spent. Next steps: user training, cut-over rehearsal on 14 June.',
    'Building inspection report\nProperty: 27 Quay Street. Inspected on 9 April by R. Dunne. The roof covering is at the end of its life; several slates are slipped. Moisture readings in the rear wall were elevated. We recommend repair within six months.',
    'Geschäftsbericht 2024 der Genossenschaft Seeblick\nDie Zahl der Mitglieder stieg im Berichtsjahr um 4 Prozent. Der Umsatz lag mit 18,2 Mio. Euro leicht über dem Vorjahr. Die Ertragslage ist zufriedenstellend. Ausblick und Risiken.',
    'Executive summary\nThis study examines housing affordability in coastal towns. Key findings: rents rose faster than wages in nine of ten towns; second homes account for a fifth of the stock. Recommendations: extend licensing, fund community land trusts.',
    'Incident report: outage of the payment service on 3 February\nSummary: card payments failed for 47 minutes. Root cause: an expired certificate. Impact: 3,100 transactions. Timeline: 10:02 alert, 10:20 cause found, 10:49 recovered. Corrective actions: monitor certificate expiry.',
    'Rapport d’activité 2024 de l’association\nL’année a été marquée par l’ouverture de deux antennes locales. Le nombre de bénéficiaires a augmenté de 12 % par rapport à 2023. Bilan financier, analyse des résultats et perspectives pour 2025.',
    'Internal audit: procurement. Objective and scope. We reviewed 60 purchase orders placed between January and June. Finding 1 (high): in 9 cases no second quotation was on file. Management response: agreed, to be implemented by Q4. Overall opinion: improvement needed.',
  ),
  ...of(
    'manual',
    'AquaPure 300 water filter – user manual\nSafety instructions: unplug the appliance before cleaning. Installation: 1. Insert the cartridge. 2. Turn the lever until it clicks. 3. Press and hold RESET for three seconds. Troubleshooting: no water flows – check that the valve is open.',
    'Chapter 4 Landing gear\nBefore removing the wheel, jack the aircraft and release the brake. Remove the cotter pin, loosen the axle nut and slide the wheel off. Inspect the bearing for wear and repack with grease. Torque the nut to the value given in the maintenance manual. CAUTION: deflate the tyre first.',
    'Quick start\nInstall the package with npm install trellis, then run trellis init in an empty folder. Open the configuration file and set the port. To start the server, run trellis dev and open your browser. See the command reference for all options.',
    'Bedienungsanleitung Kaffeevollautomat\nSicherheitshinweise: Das Gerät niemals in Wasser tauchen. Vor der ersten Inbetriebnahme: Wassertank füllen, Netzstecker einstecken, Taste EIN drücken. Entkalken: Drücken Sie die Taste CLEAN fünf Sekunden lang.',
    'How to assemble the shelf\nYou need a screwdriver and a hammer. Step 1: attach the side panels to the base with four screws. Step 2: slide the back panel into the groove. Step 3: insert the dowels. Do not tighten the screws until all parts are in place.',
    'Mode d’emploi du thermostat\nConsignes de sécurité. Coupez le courant avant l’installation. Fixez le socle au mur, raccordez les fils aux bornes 1 et 2. Appuyez sur + ou – pour régler la température. En cas de panne, remplacez les piles.',
    'Administrator guide. To add a user, open Settings, select Users and click New. Enter the name and choose a role. To reset a password, click the key icon next to the user. Backups are stored in the folder that you set under Storage. Warning: deleting a workspace cannot be undone.',
    'Care of your bicycle: keep the chain clean and oiled. Check the tyre pressure every week. To adjust the rear derailleur, turn the barrel adjuster a quarter turn and test. If the brake lever touches the handlebar, tighten the cable. Have the wheels trued once a year.',
  ),
  ...of(
    'presentation',
    [
      'Team offsite 2025\n\nAgenda\n• Where we are\n• Where we want to be\n• How we get there\n\nWhere we are\n• 14 people, 3 countries\n• NPS 61\n\nThank you!',
      PPTX,
    ],
    [
      'Solar for Schools\nInvestor briefing\n\nThe problem\nSchools spend 9% of their budget on energy\n\nOur solution\nZero upfront cost\n\nMarket\n$4bn\n\nThe ask\n$2m seed',
      PDF,
    ],
    [
      'Einführung Qualitätsmanagement\n\nAgenda\n– Ziele\n– Ausgangslage\n– Maßnahmen\n– Zeitplan\n\nZiele\n– weniger Ausschuss\n– schnellere Rückmeldung\n\nVielen Dank für Ihre Aufmerksamkeit',
      PPTX,
    ],
    [
      'Lecture 5: Photosynthesis\nLearning objectives\n• name the two stages\n• explain the role of chlorophyll\nLight reactions\n• thylakoid membrane\n• ATP, NADPH\nQuestions?',
      PDF,
    ],
    [
      'Q3 all-hands\n\nHighlights\n+12% ARR\n2 new markets\n\nRoadmap\nNow: mobile\nNext: payments\nLater: marketplace\n\nQ&A',
      PPTX,
    ],
    [
      'Brand refresh – kick-off\n\nWhy now?\n3 competing logos\n\nWhat changes\nColours · Type · Voice\n\nTimeline\nMay – research\nJune – concepts\nJuly – launch\n\nNext steps',
      PDF,
    ],
    [
      'Bilan du projet\n\nOrdre du jour\n1. Objectifs\n2. Résultats\n3. Prochaines étapes\n\nRésultats\n• 3 sites équipés\n• budget tenu\n\nMerci de votre attention',
      PPTX,
    ],
    [
      'Why rust?\n\n▪ memory safety\n▪ no garbage collector\n▪ great tooling\n\nDemo\n\nTakeaways\n▪ start small\n▪ measure\n\nslides: example.org/talks',
      PDF,
    ],
  ),
  ...of(
    'spreadsheet',
    [
      'sku,name,stock,price\nA-100,Desk lamp,14,39.90\nA-101,Chair,3,129.00\nA-102,Shelf,0,89.50\nA-103,Rug,22,59.00',
      CSV,
    ],
    [
      'Month\tBudget\tActual\tVariance\nJan\t12000\t11850\t-150\nFeb\t12000\t12410\t410\nMar\t13000\t12890\t-110\nTotal\t37000\t37150\t150',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    ['id;vorname;nachname;ort;plz\n1;Anna;Weber;Ulm;89073\n2;Jonas;Koch;Köln;50667\n3;Mia;Wolf;Jena;07743', CSV],
    [
      'Player | Team | G | A | PTS\nNovak | Bears | 12 | 20 | 32\nLindqvist | Elks | 15 | 11 | 26\nMoreau | Bears | 9 | 14 | 23\nSato | Owls | 11 | 8 | 19',
      'application/vnd.oasis.opendocument.spreadsheet',
    ],
    [
      'timestamp,sensor,temp_c,humidity\n2025-01-01T00:00,12,19.4,41\n2025-01-01T00:05,12,19.3,41\n2025-01-01T00:10,12,19.3,42',
      CSV,
    ],
    'Kostenstelle\tJanuar\tFebruar\tMärz\tSumme\n4100 Personal\t8200\t8200\t8350\t24750\n4200 Miete\t1500\t1500\t1500\t4500\n4300 Reisen\t310\t0\t845\t1155\nGesamt\t10010\t9700\t10695\t30405',
    'date,open,high,low,close,volume\n2025-05-02,101.2,103.0,100.8,102.5,120344\n2025-05-05,102.4,102.9,99.9,100.1,98021\n2025-05-06,100.0,101.7,99.5,101.5,87110',
    [
      'Nom\tClasse\tMaths\tFrançais\tMoyenne\nAmélie\t4A\t14\t16\t15\nHugo\t4A\t11\t9\t10\nLina\t4B\t17\t15\t16',
      'application/vnd.ms-excel',
    ],
  ),
  ...of(
    'cv',
    'Daniel Reyes\nSoftware engineer\nExperience\n2019–present Senior developer, Ferris Systems: payments platform in Go, team of six\n2015–2019 Developer, Quanta\nEducation\nB.Sc. Computer Science, University of Porto, 2015\nSkills: Go, PostgreSQL, Kubernetes\nLanguages: Spanish, English',
    'CURRICULUM VITAE\nName: Dr Fatima Noor\nPresent position: Consultant paediatrician, St Anne’s Hospital\nQualifications: MBBS 2004, MRCPCH 2009\nAppointments held: registrar, senior house officer\nPublications and prizes\nReferees available on request',
    'Lebenslauf\nPersönliche Daten: Tim Richter, geboren am 4.8.1996 in Kassel\nBerufserfahrung: seit 2021 Industriemechaniker bei Henschel\nAusbildung: 2013–2017 Lehre; 2013 Realschulabschluss\nKenntnisse: CNC, Schweißen\nSprachen: Deutsch, Englisch\nHobbys: Fußball',
    'Seasoned retail manager with 12 years of experience leading teams of up to 40. Grew store revenue 18% year on year. Work history: Store Manager, Homeland (2016 to date); Assistant Manager, Bestco (2012–2016). Education: High School Diploma. Interests: hiking, chess.',
    'Camille Laurent, 29 ans, permis B\nExpérience professionnelle\n2020–2025 Infirmière, CHU de Nantes\n2018–2020 Infirmière, clinique des Pins\nFormation : Diplôme d’État d’infirmier, 2018\nCompétences : urgences, pédiatrie\nLangues : français, anglais',
    'Grace Wu  grace.wu@mail.example  +1 555 0100  github.example/gwu\nSUMMARY Data scientist focused on forecasting.\nEMPLOYMENT Lead data scientist, Northwind 2021–now. Data analyst, Contoso 2017–2021.\nEDUCATION M.S. Statistics, B.A. Economics\nTECHNICAL SKILLS Python, SQL, Spark',
    'Résumé of Martin Holt, chef de cuisine. Career: Head chef, The Anchor, Whitby. Sous chef, Hotel Cambria. Commis, P&O Ferries. Trained at Leeds Catering College, NVQ level 3. Holder of food hygiene certificate. Driving licence. Married, two children.',
    'Beruflicher Werdegang\n10/2018 – heute Steuerfachangestellte, Kanzlei Huber\n08/2015 – 09/2018 Ausbildung zur Steuerfachangestellten\nSchulbildung: Abitur 2015, Gymnasium Rosenheim\nEDV: DATEV, Excel\nSprachkenntnisse: Englisch fließend\nInteressen: Klettern, Chorgesang',
  ),
  ...of(
    'id document',
    'PASSPORT / PASSEPORT\nType P  Code CAN  Passport No. GA302922\nSurname MARTIN  Given names SARAH\nNationality CANADIAN  Date of birth 01 JAN 90  Sex F  Place of birth OTTAWA\nDate of issue 14 JAN 23  Date of expiry 14 JAN 33\nP<CANMARTIN<<SARAH<<<<<<<<<<<<<<<<<<<<<<<<<<<',
    'DRIVING LICENCE  UK\n1. MORGAN\n2. SARAH MEREDYTH\n3. 11.03.1976 UNITED KINGDOM\n4a. 19.01.2023 4c. DVLA\n4b. 18.01.2033\n5. MORGA753116SM9IJ\n8. 122 BURNS CRESCENT\n9. AM/A/B1/B/f/k/l/n/p/q',
    'BUNDESREPUBLIK DEUTSCHLAND PERSONALAUSWEIS\nName MUSTERMANN Vornamen ERIKA\nGeburtstag 12.08.1983 Geburtsort BERLIN\nStaatsangehörigkeit DEUTSCH\nGültig bis 01.08.2031\nZugangsnummer 938568\nUnterschrift der Inhaberin',
    'CALIFORNIA USA DRIVER LICENSE\nDL I1234568 EXP 08/31/2029\nLN CARDHOLDER FN IMA\n2570 24TH STREET\nDOB 08/31/1977 SEX F HAIR BRN EYES BRN HGT 5-05 WGT 125 lb CLASS C RSTR NONE ISS 08/31/2024',
    'RÉPUBLIQUE FRANÇAISE CARTE NATIONALE D’IDENTITÉ\nNom : MARTIN Prénoms : Maëlys-Gaëlle\nSexe F Nationalité FRA Date de naiss. 13 07 1990\nLieu de naissance PARIS\nDate d’expiration 11 02 2030 N° du document D2H6862M2',
    'CERTIFIED COPY OF AN ENTRY OF BIRTH\nRegistration district Camden\nWhen and where born: Third March 2001, University College Hospital\nName: Oliver James. Sex: Boy. Name and surname of father; name, surname and maiden surname of mother. Signature of registrar.',
    'RESIDENCE PERMIT\nTITRE DE SÉJOUR\nName ABEBE TESFAYE\nValid until 30.11.2027\nPlace and date of issue BERN 01.12.2022\nType of permit B\nRemarks: gainful employment authorised\nARCHEI1234567<<<<<<<<<<<<<<<',
    'IDENTITY CARD  REPUBLIC OF UTOPIA\nSurname ERIKSSON  Given name(s) ANNA MARIA  Sex F  Date of birth 12 08 1974  Personal no. ZE184226B  Nationality UTO  Date of expiry 15 04 2032  Document no. D23145890  Holder’s signature  Eye colour green  Height 170 cm',
  ),
  ...of(
    'other',
    'Pumpkin soup\nServes 4. Peel and dice one kilo of pumpkin, fry with onions in butter, add stock and simmer for twenty minutes. Blend, season with nutmeg and stir in the cream. Serve with toasted seeds.',
    'It was a bright cold day in April, and the gulls were crying over the harbour. Tom pulled his collar up and walked faster. Nobody had told him that the lighthouse was empty, and when he found the door ajar he knew at once that something was wrong.',
    'The duck is the common name for numerous species of waterfowl in the family Anatidae. Ducks are generally smaller and shorter-necked than swans and geese. They are found in both fresh water and sea water on every continent except Antarctica.',
    'Der Mond ist aufgegangen,\nDie goldnen Sternlein prangen\nAm Himmel hell und klar;\nDer Wald steht schwarz und schweiget,\nUnd aus den Wiesen steiget\nDer weiße Nebel wunderbar.',
    'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris.',
    'Storm closes coastal railway\nThousands of passengers were stranded on Sunday after waves washed over the tracks. Trains will not run before Wednesday, the operator said. Local hotels opened their lobbies to travellers.',
    'import os\n\ndef walk(path):\n    for name in os.listdir(path):\n        full = os.path.join(path, name)\n        if os.path.isdir(full):\n            yield from walk(full)\n        else:\n            yield full',
    'Trois jours à Lisbonne : le premier matin, montez à pied jusqu’au château, puis perdez-vous dans les ruelles de l’Alfama. Le soir, écoutez du fado dans une petite taverne. Le lendemain, prenez le tram 28 et goûtez les pastéis.',
    'Lunch menu: tomato soup with basil; grilled trout with potatoes and salad; vegetable curry with rice; chocolate cake. Ask our staff about allergens. Coffee or tea is included on weekdays.',
    'Verse 1: I packed my bag on a Monday night, the road was long and the moon was bright. Chorus: carry me home, carry me home, over the river and over the foam. Verse 2: my mother was waiting beside the door.',
  ),
  // What the format of a file settles, whatever the text is about; and where the text outweighs it.
  ...of(
    'presentation',
    ['Ducks\n\nA duck is a bird', PPTX],
    ['Untitled\n\n1\n2\n3', PPTX],
    ['Dear colleagues\n\nWelcome to Lyon', PPTX],
    ['Revenue 2024\n\nNorth 12.4\nSouth 9.8', PPTX],
  ),
  ...of(
    'spreadsheet',
    ['Shopping\nmilk\nbread\n2\n3', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['Notes\nremember to call the plumber', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['1,2\n3,4', CSV],
    ['Duck\tDuck name\nQuack\tDonald', 'application/vnd.oasis.opendocument.spreadsheet'],
  ),
  ...of(
    'e-mail',
    [
      'Dear Mr Brown,\n\nplease find our invoice for May attached. The amount due is 120.00 EUR.\n\nKind regards\nAccounts',
      MAIL,
    ],
    ['ok', MAIL],
    ['Sehr geehrte Damen und Herren, anbei mein Lebenslauf. Mit freundlichen Grüßen', MAIL],
    ['Recipe for Sunday: two eggs, some flour, a lemon.', 'application/vnd.ms-outlook'],
  ),
  ...of(
    'invoice',
    [
      'INVOICE\nInvoice No\t2025-17\nBill to\tAcme\nItem\tQty\tUnit price\tAmount\nWebsite\t1\t900.00\t900.00\nTotal due\t\t\t900.00',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    [
      'Rechnung\nRechnungsnummer\t118\nRechnungsdatum\t1.2.2025\nPos\tMenge\tEinzelpreis\tBetrag\n1\t2\t40,00\t80,00\nGesamtbetrag\t\t\t95,20\nzahlbar innerhalb 14 Tagen',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
  ),
  ...of(
    'bank statement',
    [
      'Account statement\nStatement period\tMay 2025\nOpening balance\t\t100.00\n2 May\tDirect debit gas\t-40.00\nClosing balance\t\t60.00',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    [
      'Kontoauszug;Konto 1234\nBuchungstag;Verwendungszweck;Betrag\n02.05.2025;Lastschrift Strom;-40,00\n03.05.2025;Gutschrift Gehalt;2000,00\nneuer Kontostand;;2060,00',
      CSV,
    ],
  ),
  ...of(
    'other',
    'The blackbird (Turdus merula) is a species of true thrush. It breeds in Europe, western Russia and North Africa.[1] The male is black except for a yellow eye-ring; the female is dark brown.[2] Contents: Taxonomy, Description, Ecology, In culture. References 1. BirdLife 2018.',
    'The fortress was built in 1534 by order of the king to guard the strait. In the eighteenth century it served as a prison. Since 1987 it has been a World Heritage Site. See also: List of castles. External links.',
    [
      '<h1>Ten tips for better sleep</h1> Go to bed at the same time every day. Keep your phone out of the bedroom. We asked our readers what helps them most, and this is what they said.',
      'text/html',
    ],
    'Heading 1\n\nThis is a test document. Text in bold, text in italics.\n\nHeading 2\n\n- first item\n- second item\n\nA table follows.',
    'تعد القهوة من أشهر المشروبات في العالم، ويعود أصلها إلى بلاد الحبشة. انتقلت زراعتها إلى اليمن ثم إلى بقية أنحاء العالم.',
    'A short history of word processing. The first machines stored text on magnetic tape. In the 1980s personal computers made writing on a screen common, and what you see is what you get became the rule. Today documents are edited in the browser by several people at once.',
    'Im Wald lebte ein alter Fuchs, der hatte viel gesehen. Eines Tages kam ein junger Hase zu ihm und fragte: Warum fürchten sich alle vor dir? Der Fuchs lächelte und schwieg lange.',
    'Round 12: the visitors took the lead through a header in the ninth minute, but the home side equalised shortly before the break and won deservedly with a late penalty. The coach praised his young defence.',
  ),
];

import type { STARTER_LABELS } from '../../domain/documents/labels.js';

export type StarterLabel = (typeof STARTER_LABELS)[number];

/**
 * How documents of each type read, near their beginning: the starter compares a text with these in the embedding space.
 * Written like the documents themselves, because the model places texts by what they say, not by what they are called.
 * Several of a kind, as an invoice of a craftsman reads unlike one of a cloud service. Those of `other` are kinds of text
 * that no label is meant for; besides, it is what nothing else speaks for.
 */
export const LABEL_DESCRIPTIONS: Readonly<Record<StarterLabel, readonly string[]>> = {
  invoice: [
    'Invoice number, invoice date, bill to. Description, quantity, unit price, amount. Subtotal, VAT, total amount due. Please pay within 30 days by bank transfer.',
    'Tax invoice for services rendered in March: consulting hours at the daily rate, net amount, 20% VAT, amount payable by the due date.',
    'Rechnung. Rechnungsnummer, Rechnungsdatum, Kundennummer. Wir erlauben uns, folgende Leistungen zu berechnen. Gesamtbetrag inklusive Mehrwertsteuer, zahlbar innerhalb von 14 Tagen.',
    'Facture numéro, date de facture, client. Désignation, quantité, prix unitaire HT, TVA, total TTC, net à payer par virement.',
    'Your monthly bill: account number, billing period, subscription charges, usage, taxes, total amount due, payment due date.',
  ],
  receipt: [
    'Receipt. Thank you for your purchase. Items, total, cash, change. Card payment approved, Visa ending in 4242. Store, till, cashier.',
    'Supermarket till receipt: milk, bread, bananas, sum, card payment, thank you for shopping with us, please keep this receipt.',
    'Payment receipt: we have received your payment. Amount paid, payment method credit card, transaction id, date paid.',
    'Kassenbon. Summe EUR, gegeben bar, Rückgeld. Vielen Dank für Ihren Einkauf. Es bediente Sie. TSE-Signatur.',
    'Ticket de caisse. Merci de votre visite. Total, carte bancaire, rendu monnaie. Restaurant, table, couverts, pourboire.',
  ],
  'bank statement': [
    'Account statement. Account number, statement period, opening balance, deposits and credits, withdrawals and debits, closing balance. Date, description, amount, balance.',
    'Checking account summary: beginning balance, direct deposit payroll, ATM withdrawal, debit card purchase, check paid, service fee, ending balance.',
    'Kontoauszug. IBAN, Kontostand alt, Buchungstag, Wertstellung, Verwendungszweck, Lastschrift, Gutschrift, neuer Kontostand.',
    'Relevé de compte bancaire. Solde précédent, date, libellé de l’opération, débit, crédit, nouveau solde.',
    'Credit card statement: previous balance, payments, purchases, interest charged, new balance, minimum payment due, list of transactions.',
  ],
  contract: [
    'This agreement is made and entered into by and between the parties. Whereas the parties agree as follows: definitions, term and termination, confidentiality, governing law. In witness whereof the parties have executed this agreement.',
    'Employment contract between employer and employee: position, salary, working hours, probation period, notice period, holidays.',
    'Lease agreement: the landlord lets to the tenant the premises for a term of twelve months at a monthly rent, security deposit, obligations of the tenant.',
    'Vertrag zwischen Auftraggeber und Auftragnehmer. § 1 Vertragsgegenstand, § 2 Vergütung, § 3 Laufzeit und Kündigung, § 4 Haftung, salvatorische Klausel, Gerichtsstand.',
    'Contrat entre les soussignés. Article 1 objet du contrat, article 2 durée, article 3 obligations des parties, résiliation, droit applicable.',
    'Terms and conditions: the licensee shall not, the provider shall be liable, indemnification, limitation of liability, severability, entire agreement.',
  ],
  letter: [
    'Dear Sir or Madam, I am writing with regard to your letter of last week. We would like to inform you that your application has been considered. Yours sincerely.',
    'Dear Mrs Smith, thank you for your enquiry about our services. Please do not hesitate to contact us. Kind regards.',
    'Sehr geehrte Damen und Herren, hiermit kündige ich fristgerecht. Bitte bestätigen Sie mir den Eingang dieses Schreibens. Mit freundlichen Grüßen.',
    'Madame, Monsieur, suite à votre courrier, nous avons le plaisir de vous informer. Veuillez agréer, Madame, Monsieur, nos salutations distinguées.',
    'Dear Grandma, we are all well and the children send their love. We hope to visit you at Easter. With love.',
  ],
  'e-mail': [
    'From, To, Cc, Subject, Sent. Hi team, please find attached the file we discussed. Let me know if you have any questions. Best regards.',
    'Re: meeting tomorrow. Hi Anna, thanks for your mail, Tuesday at ten works for me. Cheers. On Monday John wrote:',
    'Fwd: please see the message below and the attachment. Sent from my iPhone.',
    'Von, An, Betreff, Gesendet. Hallo zusammen, anbei die besprochenen Unterlagen. Viele Grüße.',
  ],
  form: [
    'Application form. Please complete in block capitals. First name, last name, date of birth, address, telephone. Tick the box. Signature of applicant, date.',
    'Tax return form: enter your social security number, filing status, wages, check if applicable. For office use only.',
    'Registration form: name of participant, emergency contact, allergies, yes no, I hereby consent, signature of parent or guardian.',
    'Antrag. Bitte in Druckbuchstaben ausfüllen. Name, Vorname, Geburtsdatum, Anschrift. Zutreffendes bitte ankreuzen. Ort, Datum, Unterschrift.',
    'Formulaire de demande à remplir en lettres majuscules. Nom, prénom, date de naissance, adresse. Cochez la case. Signature du demandeur.',
    'Claim form and medical questionnaire: policy number, describe the incident, have you ever been treated for any of the following, circle one.',
  ],
  'scientific paper': [
    'Abstract. We propose a novel method and evaluate it on benchmark datasets. 1 Introduction. Related work. Experiments show that our approach outperforms the state of the art. References.',
    'We report a randomized controlled trial. Methods, results, discussion. The difference was statistically significant (p < 0.05). Conflict of interest, acknowledgements, references.',
    'Journal article, doi, keywords, received, accepted. The theorem and its proof; Figure 1 shows the measured spectrum, see [12].',
    'Neural network training, loss function, ablation study, table of accuracy on the test set, et al., arXiv preprint, conference proceedings.',
  ],
  report: [
    'Annual report. Executive summary, key findings, recommendations. Revenue grew by eight percent compared with the previous year; outlook for the coming year.',
    'Project status report: progress in this period, milestones, risks and issues, budget, next steps.',
    'Audit report of findings: scope, observations, conclusion and recommended corrective actions.',
    'Bericht. Zusammenfassung, Ausgangslage, Ergebnisse der Untersuchung, Bewertung und Empfehlungen. Geschäftsbericht, Umsatzentwicklung.',
    'Rapport annuel d’activité : synthèse, résultats, analyse, perspectives et recommandations.',
    'Inspection report: the property was inspected, condition of the roof, defects observed, photographs, assessment.',
  ],
  manual: [
    'User manual. Safety instructions. Before you begin, read this guide. Step 1: press the power button. Installation, operation, maintenance, troubleshooting.',
    'Maintenance handbook: remove the cover, disconnect the cable, check the oil level, tighten the bolts to the specified torque. Warning: risk of injury.',
    'Getting started guide: install the software, run the command, configure the settings, click Save. Frequently asked questions.',
    'Bedienungsanleitung. Sicherheitshinweise. Vor der Inbetriebnahme lesen. Gerät einschalten, Taste drücken, Reinigung und Wartung, Störungen beheben.',
    'Mode d’emploi. Consignes de sécurité. Installation, mise en marche, entretien, dépannage.',
  ],
  presentation: [
    'Agenda. Our vision. Key takeaways. Next steps. Thank you! Questions?',
    'Slide: quarterly results at a glance. Highlights, roadmap, team, timeline.',
    'Company overview, market opportunity, product, business model, traction, the ask. Pitch deck.',
    'Lecture 3: outline, learning objectives, example, summary, exercise for next week.',
    'Agenda, Ausgangslage, Ziele, Lösung, Zeitplan, nächste Schritte. Vielen Dank für Ihre Aufmerksamkeit.',
  ],
  spreadsheet: [
    'Name, Quantity, Price, Total. Row after row of numbers in columns, sum, average.',
    'Month, January, February, March, budget, actual, variance, total.',
    'id, first_name, last_name, city, country, phone, email, subscription date, website',
    'Artikel, Menge, Einzelpreis, Summe, Januar, Februar, März, Kostenstelle.',
  ],
  cv: [
    'Curriculum vitae. Personal details, work experience, education, skills, languages, references available on request.',
    'Resume: software engineer with eight years of experience. Employment history, bachelor of science, programming languages, certifications, hobbies.',
    'Lebenslauf. Persönliche Daten, Berufserfahrung, Ausbildung, Studium, Sprachkenntnisse, EDV-Kenntnisse, Interessen.',
    'Curriculum vitæ. Expérience professionnelle, formation, diplômes, langues, compétences, centres d’intérêt.',
  ],
  'id document': [
    'Passport. Surname, given names, nationality, date of birth, place of birth, sex, date of issue, date of expiry, authority. P<UTOERIKSSON<<ANNA<MARIA<<<<<',
    'Driving licence. 1 name 2 first name 3 date of birth 4a date of issue 4b date of expiry 5 licence number 9 categories.',
    'Identity card. Document number, holder’s signature, height, eye colour, nationality, date of expiry. Republic.',
    'Personalausweis Bundesrepublik Deutschland. Name, Geburtstag, Geburtsort, Staatsangehörigkeit, gültig bis, Unterschrift der Inhaberin.',
    'Birth certificate: registered, name of child, date and place of birth, name of father, name of mother, registrar. Residence permit.',
  ],
  other: [
    'An article of an encyclopedia about an animal or plant: species, family, habitat, distribution, behaviour, etymology, in culture.',
    'The history of a city, of an invention or of a person: born in, became known for, in the nineteenth century, legacy. See also.',
    'A novel: she opened the door and looked into the dark. “Who is there?” he whispered.',
    'A poem of the moon, the sea and the heart; verse after verse that rhymes. A song and its chorus.',
    'News: a spokesman said on Tuesday that the storm had left thousands without power. The match ended two to one.',
    'A recipe: chop the onions, fry in butter, season with salt and simmer for twenty minutes.',
    'Source code: import, def, function, return, if, else, class, public static void main.',
    'Lorem ipsum dolor sit amet, consectetur adipiscing elit. Placeholder text, sample heading, test file.',
    'A blog post about travelling, everyday life and what I think about it. Ten tips for your garden.',
  ],
};

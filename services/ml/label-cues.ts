import type { StarterLabel } from './label-descriptions.js';

/**
 * Words that give a document type away, in English, German and French, with what each is worth; several add up, each
 * counts once. They carry most where the embedding model, which knows English, is weak. Patterns run over a few
 * thousand characters at most and have no nested repetition.
 */
export const LABEL_CUES: Readonly<Record<Exclude<StarterLabel, 'other'>, readonly (readonly [RegExp, number])[]>> = {
  invoice: [
    [/\binvoice (?:no|number|nr|#|date|id)|\btax invoice\b/i, 1.4],
    [/^\s*invoice\s*$/im, 1],
    [/rechnungs?-?\s?(?:nr|nummer|datum|betrag)/i, 1.4],
    [/\bfacture\s?(?:n|du|date)|numéro de facture|net à payer/i, 1.4],
    [
      /\bbill (?:no|amount)\b|we (?:are billing|bill you|hereby invoice)|payment part\b|zahlteil|section paiement|wir (?:berechnen|erlauben uns)|berechnen wir/i,
      1,
    ],
    [/\bbill to\b|\bamount due\b|\bbalance due\b|\bpayment due\b|\bremit\b/i, 0.7],
    [/zahlbar (?:bis|innerhalb|innert)|zahlungsziel|total ttc|\btva\b|ust-?id|\bvat (?:no|reg|number|\d)/i, 0.5],
    [/unit price|einzelpreis|prix unitaire|\bqty\b|leistungszeitraum/i, 0.4],
  ],
  receipt: [
    [/\breceipt\b|kassenbon|kassenzettel|\bquittung\b|ticket de caisse|reçu de paiement/i, 1.2],
    [
      /thank you for (?:your purchase|shopping|your visit|dining|your payment)|vielen dank für ihren (?:einkauf|besuch)|merci de votre visite/i,
      1,
    ],
    [/\bchange due\b|\bcash\s+\d|\bgegeben\b|rückgeld|rendu monnaie|\bchange\s+[$£€]?\d/i, 0.8],
    [
      /\bcashier\b|\bbon-?nr|es bediente sie|\btill\b|\btip\b|pourboire|kundenbeleg|\bapproved\b|auth(?:orisation)? code|\bpaid with\b/i,
      0.6,
    ],
  ],
  'bank statement': [
    [
      /statement (?:period|date|of account)|account statement|bank statement|kontoauszug|relevé de compte|rekeningafschrift/i,
      1.5,
    ],
    [
      /(?:opening|closing|beginning|ending|previous|new) balance|kontostand|ancien solde|nouveau solde|solde (?:précédent|initial|final|créditeur)/i,
      1.1,
    ],
    [
      /\bdeposits?\b[\s\S]{0,400}\bwithdrawals?\b|direct (?:debit|deposit)|lastschrift|gutschrift|verwendungszweck|buchungstag|wertstellung|valuta|virement/i,
      0.6,
    ],
    [/minimum payment due|\batm\b|standing order|dauerauftrag|prélèvement/i, 0.5],
  ],
  contract: [
    [
      /this (?:[a-z-]+ ){0,3}(?:agreement|contract|lease|deed)\b.{0,60}(?:made|entered|between|is)|by and between|hereinafter|witnesseth|in witness whereof/i,
      1.4,
    ],
    [
      /\bgoverning law\b|\bseverability\b|\bindemnif|\bentire agreement\b|\bthe parties (?:agree|hereto)|shall (?:not )?be (?:liable|governed)/i,
      0.9,
    ],
    [
      /\b(?:arbeits|miet|kauf|dienst|werk|lizenz|rahmen)?vertrag\b[\s\S]{0,300}(?:zwischen|§)|vertragsparteien|gerichtsstand|salvatorische|(?:auftraggeber|arbeitgeber|vermieter)\b[\s\S]{0,200}(?:auftragnehmer|arbeitnehmer|mieter)/i,
      1.3,
    ],
    [/entre les soussignés|ci-après|il a été convenu|le présent contrat/i, 1.4],
    [/\b(?:landlord|lessor|licensor|employer)\b[\s\S]{0,300}\b(?:tenant|lessee|licensee|employee)\b/i, 0.7],
  ],
  letter: [
    [/^\s*dear (?:sir|madam|mr|mrs|ms|dr|[a-z]+)/im, 0.9],
    [/\byours (?:sincerely|faithfully|truly)|\bsincerely(?: yours)?\s*,|(?:kind|best|warm) regards|with love\b/i, 0.6],
    [/sehr geehrte[rn]?\b|^\s*liebe[rs]? \p{Lu}/imu, 0.9],
    [/mit (?:freundlichen|besten|herzlichen) grüßen|hochachtungsvoll|herzliche grüße/i, 0.6],
    [/veuillez agréer|salutations distinguées|sentiments (?:distingués|les meilleurs)|je vous prie d[’']agréer/i, 0.9],
    [/^\s*(?:madame|monsieur|cher|chère)\b/im, 0.5],
  ],
  'e-mail': [
    [/^\s*(?:from|von|de)\s?:.{2,}$[\s\S]{0,300}^\s*(?:subject|betreff|objet)\s?:/im, 1.8],
    [/^\s*(?:re|aw|fwd?|wg|tr)\s?: /im, 0.8],
    [/\bsent from my\b|von meinem iphone|-----\s?original message|on .{4,60} wrote:|am .{4,60} schrieb/i, 0.8],
    [/^\s*(?:hi|hello|hallo|hey|bonjour)\b/im, 0.5],
  ],
  form: [
    [
      /(?:please )?(?:complete|fill (?:in|out)) (?:this|the|all|in|both|every)|block (?:capitals|letters)|please print|bitte (?:in druckbuchstaben|ausfüllen)|à remplir|lettres majuscules/i,
      1.1,
    ],
    [/(?:tick|check) (?:the |one |all |if |as )|circle one|zutreffendes|ankreuzen|cochez/i, 0.8],
    [
      /signature of|applicant|unterschrift d|antragsteller|signature du|\bfor office use\b|nur für (?:amtliche|interne)/i,
      0.7,
    ],
    [/_{6,}|☐|\[ \]|□|\.{12,}/, 0.6],
    [
      /\bapplication form\b|registration form|order form|claim form|\bform (?:[a-z]-?)?\d|\bantrag\b|anmeldeformular|formulaire|questionnaire|fragebogen/i,
      1,
    ],
  ],
  'scientific paper': [
    [/^\s*(?:\d\.? )?abstract\b|\babstract[.:—-]|zusammenfassung\.|^\s*résumé\s*$/im, 0.9],
    [/^\s*(?:\d+\.? )?references\s*$|\bbibliography\b|et al\./im, 0.8],
    [/\[\d{1,2}(?:, ?\d{1,2})*\]/, 0.1],
    [/\bdoi\b|arxiv|\bkeywords?[:—]|\bproceedings\b|\bjournal of\b|\bpreprint\b/i, 0.8],
    [
      /\bwe (?:propose|present|show|introduce|demonstrate|report|investigate)|p ?[<=] ?0?\.\d|state[- ]of[- ]the[- ]art|\bbaselines?\b|\bhypothes/i,
      0.6,
    ],
    [/related work|materials and methods|\bconclusions?\b[\s\S]{0,600}acknowledg/i, 0.5],
  ],
  report: [
    [
      /\b(?:annual|quarterly|status|progress|audit|inspection|incident|technical|final|interim|financial|monthly|survey) report\b/i,
      1.2,
    ],
    [/executive summary|key findings|management summary/i, 0.9],
    [
      /(?:geschäfts|jahres|quartals|prüf|sach|zwischen|abschluss|lage|status)bericht\b|rapport (?:annuel|d[’']activité|de|trimestriel)|compte[- ]rendu/i,
      1.2,
    ],
    [/\brecommendations?\b|\bfindings\b|empfehlungen|recommandations|\boutlook\b/i, 0.4],
    [
      /compared (?:with|to) (?:the )?(?:previous|last|prior)|year[- ]on[- ]year|gegenüber dem vorjahr|par rapport à/i,
      0.4,
    ],
  ],
  manual: [
    [
      /(?:user|owner|instruction|service|installation|operating|operator|reference)['’]?s? (?:manual|guide|instructions|handbook)|\bhandbook\b|bedienungsanleitung|betriebsanleitung|gebrauchsanweisung|mode d[’']emploi|manuel d[’']utilisation/i,
      1.4,
    ],
    [
      /troubleshooting|safety (?:instructions|precautions|information)|sicherheitshinweise|consignes de sécurité|störungen|dépannage/i,
      0.8,
    ],
    [/^\s*(?:warning|caution|warnung|achtung|vorsicht|avertissement)\b/im, 0.5],
    [
      /\b(?:press|push|hold|click|select|insert|remove|tighten|plug|turn) (?:the|on|off|and|in)\b[\s\S]{0,400}\b(?:press|push|hold|click|select|insert|remove|tighten|plug|turn) (?:the|on|off|and|in)\b/i,
      0.6,
    ],
    [/\bstep \d\b|schritt \d\b|étape \d\b/i, 0.4],
    [/drücken sie|schalten sie|appuyez sur|\bnpm install\b|\bsudo\b/i, 0.6],
  ],
  presentation: [
    [
      /^\s*(?:agenda|outline|overview|key takeaways?|next steps|q ?& ?a|questions\??|thank you!?|any questions\??)\s*$/im,
      0.9,
    ],
    [/^\s*slide \d|\bslides?\b|pitch deck|folie \d|diapositive/im, 0.8],
    [
      /vielen dank für (?:ihre|eure) aufmerksamkeit|merci de votre attention|nächste schritte\s*$|learning objectives/im,
      0.9,
    ],
  ],
  spreadsheet: [
    [/(?:^[^\n,]*(?:,[^\n,]*){4,}\n){3}/m, 1],
    [/(?:^[^\n;]*(?:;[^\n;]*){3,}\n){3}/m, 1],
    [/(?:^[^\n\t]*(?:\t[^\n\t]*){2,}\n){3}/m, 0.8],
    [/(?:^[^\n|]*(?:\|[^\n|]*){3,}\n){4}/m, 0.7],
  ],
  cv: [
    [/curriculum vit|\br[eé]sum[eé]\s*$|^\s*cv\b|lebenslauf/im, 1.5],
    [
      /(?:work|professional|employment) (?:experience|history)|berufserfahrung|beruflicher werdegang|expérience professionnelle|expériences professionnelles/i,
      1,
    ],
    [
      /^\s*(?:education|skills|languages|ausbildung|sprachkenntnisse|kenntnisse|formation|compétences|langues|certifications|hobbies|interests|interessen)\b/im,
      0.6,
    ],
    [
      /references (?:available )?(?:up)?on request|date of birth[\s\S]{0,600}(?:bachelor|master|university)|\bb\.?sc\b|\bm\.?sc\b|\bbaccalauréat\b|\babitur\b/i,
      0.5,
    ],
  ],
  'id document': [
    [/[A-Z0-9]<<+[A-Z0-9<]{5,}|P<[A-Z]{3}/, 2],
    [
      /\bpassport\b|\breisepass\b|\bpasseport\b|identity card|personalausweis|carte (?:nationale )?d[’']identité|driv(?:er[’']?s?|ing) licen[cs]e|führerschein|permis de conduire|residence permit|aufenthaltstitel|birth certificate|geburtsurkunde|acte de naissance/i,
      1.2,
    ],
    [
      /date of (?:issue|expiry|expiration)|place of birth|gültig bis|geburtsort|ausstellungsdatum|staatsangehörigkeit|lieu de naissance|date d[’']expiration|nationalité|\bnationality\b/i,
      0.7,
    ],
    [
      /given names?|issuing authority|ausstellende behörde|surname|nom de famille|eye colou?r|augenfarbe|\bregistrar\b/i,
      0.5,
    ],
  ],
};

/** What the media type alone says. Types that can hold anything say nothing. */
export const MEDIA_TYPE_LABELS: Readonly<Record<string, StarterLabel>> = {
  'message/rfc822': 'e-mail',
  'application/vnd.ms-outlook': 'e-mail',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'presentation',
  'application/vnd.oasis.opendocument.presentation': 'presentation',
  'application/vnd.ms-powerpoint': 'presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'spreadsheet',
  'application/vnd.oasis.opendocument.spreadsheet': 'spreadsheet',
  'application/vnd.ms-excel': 'spreadsheet',
  'text/csv': 'spreadsheet',
  'text/tab-separated-values': 'spreadsheet',
};

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLanguage, searchConfiguration } from './language.js';

const TEXTS: Record<string, string> = {
  en: 'We hereby confirm that the goods were delivered on time. Please pay the amount due within thirty days of the invoice date.',
  de: 'Hiermit bestätigen wir, dass die Ware rechtzeitig geliefert wurde. Bitte überweisen Sie den Betrag innerhalb von dreißig Tagen.',
  fr: 'Nous confirmons que les marchandises ont été livrées à temps. Veuillez payer le montant dans les trente jours.',
  es: 'Confirmamos que las mercancías fueron entregadas a tiempo. Les rogamos que paguen el importe en un plazo de treinta días.',
  it: 'Confermiamo che la merce è stata consegnata in tempo. Vi preghiamo di pagare l’importo entro trenta giorni dalla fattura.',
  nl: 'Hierbij bevestigen wij dat de goederen op tijd zijn geleverd. Wij verzoeken u het bedrag binnen dertig dagen te betalen.',
  pt: 'Confirmamos que as mercadorias foram entregues a tempo. Pedimos que paguem o valor no prazo de trinta dias após a fatura.',
  pl: 'Potwierdzamy, że towar został dostarczony na czas. Prosimy o zapłatę kwoty w ciągu trzydziestu dni od daty faktury.',
  sv: 'Härmed bekräftar vi att varorna har levererats i tid. Vi ber er att betala beloppet inom trettio dagar från fakturan.',
  ru: 'Настоящим подтверждаем, что товар доставлен вовремя. Просим оплатить сумму в течение тридцати дней.',
  ja: '商品が期日どおりに納品されたことを確認いたします。三十日以内にお支払いください。',
  zh: '我们在此确认货物已按时交付。请在三十天内支付款项。',
  ar: 'نؤكد بموجب هذا أن البضائع قد تم تسليمها في الوقت المحدد. يرجى دفع المبلغ خلال ثلاثين يوما.',
};

describe('detectLanguage', () => {
  it.each(Object.entries(TEXTS))('recognises %s in two sentences of a letter', (code, text) => {
    expect(detectLanguage(text)).toMatchObject({ code });
  });

  it.each([
    ['en', 'Invoice No 123\nQty | Unit price | Total\nVAT 20% 300.00 EUR'],
    ['de', 'Rechnung Nr. 2024-001\nGesamtbetrag 300,00 €\nzahlbar innerhalb von 14 Tagen'],
    ['fr', 'Facture numéro 12\nmontant total TTC : 300,00 €\nà payer avant le 30 juin'],
    [
      'en',
      '| Name | Date | Amount |\n| --- | --- | --- |\n| Rent of the flat | 2024-01-02 | 900 |\n| Price of goods | 2024-02-02 | 7 |',
    ],
  ])('recognises %s in the few words of a business paper', (code, text) => {
    expect(detectLanguage(text)).toMatchObject({ code });
  });

  it('takes the language of most of a long text, not that of its first lines', () => {
    const text = `${TEXTS['en'] ?? ''}\n${`${TEXTS['de'] ?? ''}\n`.repeat(200)}`;
    expect(detectLanguage(text)).toMatchObject({ code: 'de' });
  });

  it('says nothing about numbers, links and a word or two', () => {
    for (const text of ['', '12.50 300,00 17 %', 'Hello', 'https://example.com/der/die/das a@b.de', '— | — | —']) {
      expect(detectLanguage(text)).toBeUndefined();
    }
  });

  it('is surer of more text, and never sure beyond 1', () => {
    const short = detectLanguage('Rechnung und Betrag')?.confidence ?? 0;
    const long = detectLanguage(TEXTS['de'] ?? '')?.confidence ?? 0;
    expect(short).toBeLessThan(long);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const found = detectLanguage(text);
        if (found === undefined) return;
        expect(found.code).toMatch(/^[a-z]{2}$/);
        expect(found.confidence).toBeGreaterThan(0);
        expect(found.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('searchConfiguration', () => {
  it('names the configuration of PostgreSQL, or simple where it has none', () => {
    expect(['en', 'de', 'no', 'zh', 'constructor', undefined].map(searchConfiguration)).toEqual([
      'english',
      'german',
      'norwegian',
      'simple',
      'simple',
      'simple',
    ]);
  });
});

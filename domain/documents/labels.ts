/** The document types that are told apart before anything was learned. Their descriptions are what the starter classifier compares with. */
export const STARTER_LABELS = [
  'invoice',
  'receipt',
  'bank statement',
  'contract',
  'letter',
  'e-mail',
  'form',
  'scientific paper',
  'report',
  'manual',
  'presentation',
  'spreadsheet',
  'cv',
  'id document',
  'other',
] as const;

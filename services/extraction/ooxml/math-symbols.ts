/** Characters of formulas and how LaTeX names them. Source: unicode-math symbol table, the common part. */
export const SYMBOLS: Readonly<Record<string, string>> = {
  α: '\\alpha', β: '\\beta', γ: '\\gamma', δ: '\\delta', ε: '\\varepsilon', ϵ: '\\epsilon', ζ: '\\zeta', η: '\\eta',
  θ: '\\theta', ϑ: '\\vartheta', ι: '\\iota', κ: '\\kappa', λ: '\\lambda', μ: '\\mu', µ: '\\mu', ν: '\\nu', ξ: '\\xi',
  π: '\\pi', ϖ: '\\varpi', ρ: '\\rho', ϱ: '\\varrho', σ: '\\sigma', ς: '\\varsigma', τ: '\\tau', υ: '\\upsilon',
  φ: '\\varphi', ϕ: '\\phi', χ: '\\chi', ψ: '\\psi', ω: '\\omega', Γ: '\\Gamma', Δ: '\\Delta', '∆': '\\Delta',
  Θ: '\\Theta', Λ: '\\Lambda', Ξ: '\\Xi', Π: '\\Pi', Σ: '\\Sigma', Υ: '\\Upsilon', Φ: '\\Phi', Ψ: '\\Psi', Ω: '\\Omega',
  '∞': '\\infty', '∂': '\\partial', '∇': '\\nabla', ℏ: '\\hbar', ℓ: '\\ell', ℜ: '\\Re', ℑ: '\\Im', ℘: '\\wp', ℵ: '\\aleph',
  '∅': '\\emptyset', '∀': '\\forall', '∃': '\\exists', '∄': '\\nexists', '¬': '\\neg', '∧': '\\wedge', '∨': '\\vee',
  '∩': '\\cap', '∪': '\\cup', '∈': '\\in', '∉': '\\notin', '∋': '\\ni', '⊂': '\\subset', '⊃': '\\supset',
  '⊆': '\\subseteq', '⊇': '\\supseteq', '∖': '\\setminus', '±': '\\pm', '∓': '\\mp', '×': '\\times', '÷': '\\div',
  '⋅': '\\cdot', '·': '\\cdot', '∙': '\\bullet', '∘': '\\circ', '∗': '\\ast', '⊕': '\\oplus', '⊗': '\\otimes',
  '⊙': '\\odot', '≤': '\\leq', '≥': '\\geq', '≠': '\\neq', '≡': '\\equiv', '≈': '\\approx', '≅': '\\cong', '≃': '\\simeq',
  '∼': '\\sim', '∝': '\\propto', '≪': '\\ll', '≫': '\\gg', '≺': '\\prec', '≻': '\\succ', '⊥': '\\perp', '∥': '\\parallel',
  '∣': '\\mid', '∠': '\\angle', '△': '\\triangle', '°': '{}^{\\circ}', '′': "'", '″': "''", '→': '\\rightarrow',
  '←': '\\leftarrow', '↔': '\\leftrightarrow', '⇒': '\\Rightarrow', '⇐': '\\Leftarrow', '⇔': '\\Leftrightarrow',
  '↑': '\\uparrow', '↓': '\\downarrow', '↦': '\\mapsto', '⟶': '\\longrightarrow', '⇌': '\\rightleftharpoons',
  '∴': '\\therefore', '∵': '\\because', '…': '\\text{ \\textellipsis }', '⋯': '\\cdots', '⋮': '\\vdots', '⋱': '\\ddots',
  '√': '\\surd', '∫': '\\int', '∬': '\\iint', '∭': '\\iiint', '∮': '\\oint', '∯': '\\oiint', '∰': '\\oiiint',
  '∑': '\\sum', '∏': '\\prod', '∐': '\\coprod', '⋃': '\\bigcup', '⋂': '\\bigcap', '⋁': '\\bigvee', '⋀': '\\bigwedge',
  '⨁': '\\bigoplus', '⨂': '\\bigotimes', '⨀': '\\bigodot', '⨆': '\\bigsqcup', '⊢': '\\vdash', '⊨': '\\models',
  '⌊': '\\lfloor', '⌋': '\\rfloor', '⌈': '\\lceil', '⌉': '\\rceil', '⟨': '\\langle', '⟩': '\\rangle', '〈': '\\langle',
  '〉': '\\rangle', '‖': '\\Vert', ℝ: '\\mathbb{R}', ℕ: '\\mathbb{N}', ℤ: '\\mathbb{Z}', ℚ: '\\mathbb{Q}', ℂ: '\\mathbb{C}',
  '−': '-', '∕': '/', '\u2061': '', '\u2062': '', '\u2063': '', '\u200b': '', '&': '\\&', '%': '\\%', '#': '\\#',
  $: '\\$', '{': '\\{', '}': '\\}', _: '\\_', '\\': '\\backslash',
};

/** Function names that LaTeX knows; any other becomes \operatorname. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  ('arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min ' +
    'Pr sec sin sinh sup tan tanh').split(' '),
);

/** Accents by their combining character (ECMA-376 22.1.2.20 takes any character). */
export const ACCENTS: Readonly<Record<string, string>> = {
  '\u0300': 'grave', '\u0301': 'acute', '\u0302': 'hat', '^': 'hat', '\u02c6': 'hat', '\u0303': 'tilde', '~': 'tilde',
  '\u02dc': 'tilde', '\u0304': 'bar', '\u0305': 'overline', '\u00af': 'bar', '\u203e': 'overline', '\u0306': 'breve',
  '\u0307': 'dot', '\u02d9': 'dot', '\u0308': 'ddot', '\u00a8': 'ddot', '\u20db': 'dddot', '\u030a': 'mathring',
  '\u030c': 'check', '\u20d6': 'overleftarrow', '\u20d7': 'vec', '\u2192': 'overrightarrow', '\u2190': 'overleftarrow',
  '\u20e1': 'overleftrightarrow', '\u23de': 'overbrace', '\u23df': 'underbrace', '\u0332': 'underline',
};

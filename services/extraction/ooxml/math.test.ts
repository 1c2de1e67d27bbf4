import { describe, expect, it } from 'vitest';
import { parseXml } from '../xml/element.js';
import { mathToLatex } from './math.js';

const M = 'http://schemas.openxmlformats.org/officeDocument/2006/math';
const latex = (content: string): string =>
  mathToLatex(parseXml([Buffer.from(`<m:oMath xmlns:m="${M}">${content}</m:oMath>`)]));
const r = (text: string, properties = ''): string =>
  `<m:r>${properties === '' ? '' : `<m:rPr>${properties}</m:rPr>`}<m:t xml:space="preserve">${text}</m:t></m:r>`;
const part = (name: string, content: string): string => `<m:${name}>${content}</m:${name}>`;
const e = (content: string): string => part('e', content);
const chr = (kind: string, character: string, more = ''): string =>
  `<m:${kind}Pr><m:chr m:val="${character}"/>${more}</m:${kind}Pr>`;

describe('formulas of Word as LaTeX', () => {
  it.each([
    [r('A=π') + part('sSup', e(r('r')) + part('sup', r('2'))), 'A= \\pi r^{2}'],
    [part('sSub', e(r('x')) + part('sub', r('ij'))), 'x_{ij}'],
    [part('sSubSup', e(r('x')) + part('sub', r('i')) + part('sup', r('2'))), 'x_{i}^{2}'],
    [part('sPre', part('sub', r('1')) + part('sup', r('2')) + e(r('H'))), '{}_{1}^{2}H'],
    [part('f', part('num', r('1')) + part('den', r('n'))), '\\frac{1}{n}'],
    [
      part('f', '<m:fPr><m:type m:val="noBar"/></m:fPr>' + part('num', r('n')) + part('den', r('k'))),
      '\\genfrac{}{}{0pt}{}{n}{k}',
    ],
    [part('f', '<m:fPr><m:type m:val="lin"/></m:fPr>' + part('num', r('a')) + part('den', r('b'))), 'a/b'],
    [part('rad', '<m:radPr><m:degHide/></m:radPr>' + part('deg', '') + e(r('x'))), '\\sqrt{x}'],
    [part('rad', part('deg', r('3')) + e(r('x'))), '\\sqrt[3]{x}'],
    [
      part('nary', chr('nary', '∑') + part('sub', r('n=1')) + part('sup', r('∞')) + e(r('x'))),
      '\\sum_{n=1}^{\\infty}x',
    ],
    [part('nary', part('sub', '') + part('sup', '') + e(r('x'))), '\\int_{}^{}x'],
    [part('d', e(r('a')) + e(r('b'))), '\\left(a \\mid b\\right)'],
    [part('d', '<m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr>' + e(r('a'))), '\\left\\{a\\right.'],
    [part('func', part('fName', r('cos')) + e(r('x'))), '\\cos x'],
    [
      part('func', part('fName', part('limLow', e(r('lim')) + part('lim', r('n→∞')))) + e(r('x'))),
      '\\lim_{n \\rightarrow \\infty}x',
    ],
    [part('acc', chr('acc', '⃗') + e(r('v'))), '\\vec{v}'],
    [part('acc', e(r('v'))), '\\hat{v}'],
    [part('bar', '<m:barPr><m:pos m:val="top"/></m:barPr>' + e(r('x'))), '\\overline{x}'],
    [part('limLow', e(part('groupChr', e(r('a+b')))) + part('lim', r('sum'))), '\\underbrace{a+b}_{sum}'],
    [
      part(
        'limUpp',
        e(part('groupChr', chr('groupChr', '⏞', '<m:pos m:val="top"/>') + e(r('a')))) + part('lim', r('n')),
      ),
      '\\overset{n}{\\overbrace{a}}',
    ],
    [part('borderBox', e(r('x'))), '\\boxed{x}'],
    [
      part('m', part('mr', e(r('1')) + e(r('0'))) + part('mr', e(r('0')) + e(r('1')))),
      '\\begin{matrix}1 & 0 \\\\ 0 & 1\\end{matrix}',
    ],
    [part('eqArr', e(r('a=1')) + e(r('b=2'))), '\\begin{array}{l}a=1 \\\\ b=2\\end{array}'],
    [part('eqArr', e(r('a=1'))), 'a=1'],
    [r('50% of {x}'), '50\\% of \\{x\\}'],
    [r('speed of light', '<m:nor/>'), '\\text{speed of light}'],
    [r('𝑥≤𝐲'), 'x \\leq y'],
    [part('unknownThing', e(r('kept'))), 'kept'],
  ])('%s', (content, expected) => {
    expect(latex(content)).toBe(expected);
  });
});

// Writes idna-table.bin, which IdnaTable.cs reads: what UTS #46 and the rules of labels say of every code point.
// Run here, in a folder with Unicode 17 tables: npm install --no-save tr46@6.0.0 && node idna-table.mjs
// For each run of code points with the same answers, in ascending order from U+0000 to U+10FFFF:
//   varint length, byte status (0 valid, 1 ignored, 2 mapped, 3 disallowed), byte properties; a mapped one: byte length, UTF-8 mapping.
// Properties: bits 0-2 bidi class (0 none of these, 1 L, 2 R or AL, 3 AN, 4 EN, 5 NSM, 6 ES CS ET ON BN);
//   bits 3-5 joining type (0 U, 1 L, 2 R, 3 D, 4 T); bit 6 virama; bit 7 combining mark.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
const table = require('tr46/lib/mappingTable.json');
const regexes = require('tr46/lib/regexes.js');

const classes = source => source.match(/\[(?:\\.|[^\]\\])*\]/gs).map(text => new RegExp(`^${text}$`, 'u'));
const [leftJoining, transparent, , rightJoining] = classes(regexes.validZWNJ.source);
const [, nonspacing] = classes(regexes.bidiS3.source);
const [ltr] = classes(regexes.bidiS1LTR.source);
const [rtl] = classes(regexes.bidiS1RTL.source);
const [arabicNumber] = classes(regexes.bidiS4AN.source);
const [europeanNumber] = classes(regexes.bidiS4EN.source);
const [inRtl] = classes(regexes.bidiS2.source);

function properties(text) {
  const bidi = ltr.test(text) ? 1 : rtl.test(text) ? 2 : arabicNumber.test(text) ? 3 : europeanNumber.test(text) ? 4
    : nonspacing.test(text) ? 5 : inRtl.test(text) ? 6 : 0;
  const joining = transparent.test(text) ? 4 : (leftJoining.test(text) ? 1 : 0) + (rightJoining.test(text) ? 2 : 0);
  return bidi | joining << 3 | (regexes.combiningClassVirama.test(text) ? 64 : 0) | (regexes.combiningMarks.test(text) ? 128 : 0);
}

const statuses = { 1: 2, 2: 0, 3: 3, 6: 0, 7: 1 };
const runs = [];
for (const [range, status, mapping] of table) {
  const [first, last] = Array.isArray(range) ? range : [range, range];
  for (let code = first; code <= last; code++) {
    const run = { length: 1, status: statuses[status], mapping: status === 1 ? mapping : '', properties: 0 };
    // Only valid code points are ever in a label.
    if (run.status === 0) {
      run.properties = properties(String.fromCodePoint(code));
    }
    const previous = runs.at(-1);
    if (previous && previous.status === run.status && previous.mapping === run.mapping && previous.properties === run.properties) {
      previous.length++;
    } else {
      runs.push(run);
    }
  }
}

const bytes = [];
for (const run of runs) {
  let length = run.length;
  for (; length > 127; length >>>= 7) {
    bytes.push(length & 127 | 128);
  }
  bytes.push(length, run.status, run.properties);
  if (run.status === 2) {
    const mapping = Buffer.from(run.mapping, 'utf8');
    bytes.push(mapping.length, ...mapping);
  }
}
writeFileSync(new URL('idna-table.bin', import.meta.url), Buffer.from(bytes));
console.log(`${runs.length} runs, ${bytes.length} bytes, ${runs.reduce((sum, run) => sum + run.length, 0)} code points`);

// What a table shows as a file, made here from what the page holds: nothing is fetched, nothing is sent.
const NUMBER = /^-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/;
// What a spreadsheet takes for a formula when it reads a text file, also in full width.
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
const bare = text => text.replace(/,/g, '');

const download = (name, end, parts, type) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, {type}));
  link.download = name.replace(/[\\/:*?"<>|\s]+/g, ' ').trim().slice(0, 80) + end;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

// heads: headings; numeric: which columns hold numbers; rows: lists of texts.
const saveCsv = (name, heads, numeric, rows) => {
  const cell = (text, n) => {
    const value = NUMBER.test(text) ? (numeric[n] ? bare(text) : text) : FORMULA.test(text) ? "'" + text : text;
    return '"' + value.replace(/"/g, '""') + '"';
  };
  const lines = [heads.map(text => cell(text)), ...rows.map(row => row.map(cell))];
  download(name, '.csv', ['\ufeff', ...lines.map(line => line.join(',') + '\r\n')], 'text/csv;charset=utf-8');
};

// Names of the format, no addresses: who searches a page for addresses finds none.
const [MAIN, LINK, PACKAGE] = ['spreadsheetml/2006/main', 'officeDocument/2006/relationships', 'package/2006']
  .map(name => ['http', '//schemas.openxmlformats.org/' + name].join(':'));
const OFFICE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const related = (...links) => `<Relationships xmlns="${PACKAGE}/relationships">` +
  links.map(([kind, to], n) => `<Relationship Id="r${n + 1}" Type="${LINK}/${kind}" Target="${to}"/>`).join('') + '</Relationships>';
const part = (path, kind) => `<Override PartName="/xl/${path}.xml" ContentType="${OFFICE}.${kind}+xml"/>`;
const format = (number, font) =>
  `<xf numFmtId="${number}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`;
const list = (name, items) => `<${name} count="${items.length}">${items.join('')}</${name}>`;
const BOOK = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' + part('workbook', 'sheet.main') +
    part('styles', 'styles') + part('worksheets/sheet1', 'worksheet') + part('worksheets/sheet2', 'worksheet') + '</Types>',
  '_rels/.rels': related(['officeDocument', 'xl/workbook.xml']),
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${LINK}"><bookViews><workbookView/></bookViews>` +
    '<sheets><sheet name="数据" sheetId="1" r:id="r1"/><sheet name="说明" sheetId="2" r:id="r2"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    related(['worksheet', 'worksheets/sheet1.xml'], ['worksheet', 'worksheets/sheet2.xml'], ['styles', 'styles.xml']),
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}">` +
    list('fonts', ['', '<b/>'].map(bold => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`)) +
    list('fills', ['none', 'gray125'].map(kind => `<fill><patternFill patternType="${kind}"/></fill>`)) +
    list('borders', ['<border><left/><right/><top/><bottom/><diagonal/></border>']) +
    list('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']) +
    list('cellXfs', [format(0, 0), format(49, 0), format(49, 1), format(4, 0)]) +
    list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']) + '</styleSheet>',
};
// The cell formats above. A code is a text, and stays one when somebody edits the cell.
const PLAIN = 0, TEXT = 1, HEADING = 2, MONEY = 3;
const ESCAPED = {'&': '&amp;', '<': '&lt;', '>': '&gt;'};
const xml = text => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '').replace(/[&<>]/g, sign => ESCAPED[sign]);
const inline = (text, style) => `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
const sheet = (heads, numeric, rows) => {
  const style = heads.map((head, n) => numeric[n] && rows.some(row => /\.\d\d$/.test(row[n])) ? MONEY : PLAIN);
  const widths = heads.map((head, n) => Math.min(60, 3 + 2 * Math.max(head.length, ...rows.slice(0, 200).map(row => row[n].length * 0.7))));
  // A spreadsheet keeps fifteen digits of a number; what is longer stays a text.
  const counted = (text, n) => numeric[n] && NUMBER.test(text) && text.replace(/\D/g, '').length < 16;
  const cell = (text, n) => counted(text, n) ? `<c s="${style[n]}"><v>${bare(text)}</v></c>` : inline(text, TEXT);
  const column = (width, n) => `<col min="${n + 1}" max="${n + 1}" width="${width.toFixed(1)}" customWidth="1"/>`;
  const line = cells => `<row>${cells.join('')}</row>`;
  return `<worksheet xmlns="${MAIN}">` +
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.map(column).join('')}</cols><sheetData>` +
    line(heads.map(text => inline(text, HEADING))) + rows.map(row => line(row.map(cell))).join('') + '</sheetData></worksheet>';
};
// about: lines on a sheet of their own that say what the rows are.
const saveExcel = async (name, heads, numeric, rows, about) => download(name, '.xlsx', await zip({
  ...BOOK,
  'xl/worksheets/sheet1.xml': sheet(heads, numeric, rows),
  'xl/worksheets/sheet2.xml': sheet(['说明'], [false], about.map(line => [line])),
}), OFFICE + '.sheet');

const SUMS = Uint32Array.from({length: 256}, (_, n) => {
  for (let bit = 8; bit--;) n = n & 1 ? 0xEDB88320 ^ n >>> 1 : n >>> 1;
  return n;
});
const crc = bytes => ~bytes.reduce((sum, byte) => SUMS[(sum ^ byte) & 255] ^ sum >>> 8, -1);
const le = (number, count) => Array.from({length: count}, (_, n) => number >>> 8 * n & 255);
// Deflated where the browser can, else as it is: null.
const deflated = async data => {
  if (!('CompressionStream' in window)) return null;
  const packed = new Blob([data]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
};
// The parts of a zip of these files, dated 1980.
const zip = async files => {
  const utf8 = new TextEncoder(), parts = [], index = [], count = le(Object.keys(files).length, 2);
  let at = 0, size = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = utf8.encode(path), data = utf8.encode('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + content);
    const packed = await deflated(data), held = packed || data;
    const sizes = [...le(crc(data), 4), ...le(held.length, 4), ...le(data.length, 4), ...le(name.length, 2)];
    const about = [20, 0, 0, 8, packed ? 8 : 0, 0, 0, 0, 33, 0, ...sizes, 0, 0];
    parts.push(Uint8Array.of(80, 75, 3, 4, ...about), name, held);
    index.push(Uint8Array.of(80, 75, 1, 2, 20, 0, ...about, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...le(at, 4)), name);
    at += 30 + name.length + held.length;
    size += 46 + name.length;
  }
  return [...parts, ...index, Uint8Array.of(80, 75, 5, 6, 0, 0, 0, 0, ...count, ...count, ...le(size, 4), ...le(at, 4), 0, 0)];
};

// Tables that search, filter, sort, page, add up and are saved. Without this script a table reads as it stands.
// The view of each table is in the query of the address (?1.q=…&1.town=…), so that a link shows it again; the fragment names a row.
const PAGE = 50, PRINTED = 2000, FEW = 8, NOTHING = '（空）';
const zh = new Intl.Collator('zh-CN', {numeric: true});
const make = (tag, put, ...inside) => {
  const made = Object.assign(document.createElement(tag), put);
  made.append(...inside);
  return made;
};
const button = (textContent, onclick) => make('button', {type: 'button', textContent, onclick});
// Letters of one case, numbers without separators: 50000 finds 50,000.00.
const plain = text => text.toLowerCase().replace(/(\d),(?=\d)/g, '$1');
// A number as whole hundredths, so that amounts are added exactly; null where it is none.
const hundredths = text => {
  const found = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(bare(text).trim());
  return found && BigInt(found[1] + found[2] + (found[3] || '').padEnd(2, '0'));
};
const written = (sum, decimals) => {
  const digits = String(sum < 0n ? -sum : sum).padStart(3, '0'), whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return (sum < 0n ? '-' : '') + whole + (decimals === '2' ? '.' + digits.slice(-2) : '');
};

const views = [];
let typing = null;
// Typing one word is one step for the back button, however many letters it has.
const tell = (view, soft) => {
  const query = new URLSearchParams(location.search);
  for (const name of [...query.keys()]) if (name.startsWith(view.key + '.')) query.delete(name);
  for (const [name, value] of Object.entries(view.state)) query.set(view.key + '.' + name, value);
  const text = query.toString(), hash = view.hides(location.hash.slice(1)) ? '' : location.hash;
  try {
    history[soft && typing === view ? 'replaceState' : 'pushState'](null, '', location.href.split(/[?#]/)[0] + (text && '?' + text) + hash);
  } catch { /* a page within another page has no address of its own */ }
  typing = soft ? view : null;
};

const take = (table, key) => {
  const body = table.tBodies[0], heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells], box = table.parentNode;
  const block = box.querySelector('script'), rows = [...body.rows].map(tr => ({tr}));
  if (block) for (const cells of JSON.parse(block.textContent)) rows.push({cells});
  box.querySelector('.more')?.remove();
  if (rows.length < 2) return;
  const cells = row => row.cells ??= [...row.tr.cells].map(cell => cell.textContent.trim());
  const classes = [...body.rows[0].cells].map(cell => cell.className), named = heads.findIndex(th => 'id' in th.dataset);
  const id = row => row.tr ? row.tr.id : named < 0 ? '' : row.cells[named];
  const element = row => {
    if (row.tr) return row.tr;
    const name = id(row), tr = make('tr', {}, ...row.cells.map((textContent, n) => make('td', {textContent, className: classes[n]})));
    if (name && !document.getElementById(name)) tr.id = name;
    return row.tr = tr;
  };
  const title = table.caption?.firstChild?.textContent.trim() || '表', heading = th => th.dataset.h ?? th.textContent.trim();
  for (const th of heads) th.dataset.h = heading(th);
  const number = heads.map(th => th.matches('.n')), amount = heads.findIndex(th => 'm' in th.dataset);

  const view = {key, state: {}};
  let order = rows, kept = rows, printing = false;
  const change = (put, soft) => {
    delete view.state.page;
    Object.assign(view.state, put);
    for (const [name, value] of Object.entries(view.state)) if (value === '') delete view.state[name];
    show();
    if ('page' in put) box.scrollTop = 0;
    tell(view, soft);
  };

  const value = (row, facet) => cells(row)[facet.at] || NOTHING;
  const count = (counts, value) => counts.set(value, (counts.get(value) || 0) + 1);
  const find = make('input', {type: 'search', placeholder: '查找，几个词用空格分开', ariaLabel: '查找 ' + title});
  find.oninput = typed => typed.isComposing || change({q: find.value.trim()}, true);
  find.addEventListener('compositionend', () => change({q: find.value.trim()}, true));
  const facets = heads.flatMap((th, at) => {
    if (!th.dataset.f) return [];
    const counts = new Map();
    for (const row of rows) count(counts, value(row, {at}));
    const values = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || zh.compare(a, b));
    const options = [make('option', {value: '', textContent: '全部'}), ...values.map(value => make('option', {value}))];
    const select = make('select', {ariaLabel: heading(th)}, ...options);
    select.onchange = () => change({[th.dataset.f]: select.value});
    return [{at, name: th.dataset.f, select, label: make('label', {}, heading(th) + ' ', select)}];
  });
  const [from, to] = ['from', 'to'].map(name => {
    const input = make('input', {inputMode: 'decimal', size: 9});
    input.ariaLabel = (amount < 0 ? '' : heading(heads[amount])) + (name === 'from' ? ' 不少于' : ' 不多于');
    input.oninput = () => {
      input.setAttribute('aria-invalid', Boolean(input.value.trim()) && hundredths(input.value) === null);
      change({[name]: input.value.trim()}, true);
    };
    return input;
  });
  const range = amount < 0 ? [] : [make('span', {className: 'range'}, heading(heads[amount]) + ' ', from, ' 至 ', to)];
  const clear = button('清除', () => { view.forget(); change({}); find.focus(); });
  const where = make('span', {role: 'status'});
  const back = button('上一页', () => change({page: String(page())}));
  const next = button('下一页', () => change({page: String(page() + 2)}));
  const texts = () => [heads.map(heading), number, kept.map(cells)];
  const csv = button('存为 CSV', () => saveCsv(title, ...texts()));
  const secret = document.querySelector('.secret')?.textContent || '';
  const excel = button('存为 Excel', () => saveExcel(title, ...texts(), [title, document.title, said(), secret]));
  const fold = make('summary', {textContent: '按条件筛选'});
  const asked = make('details', {open: innerWidth > 600}, fold, ...facets.map(facet => facet.label), ...range);
  const pager = make('span', {}, where, back, next), files = make('span', {}, csv, excel);
  const parts = [find, ...(facets.length || range.length ? [asked] : []), clear, files, pager];
  const bar = make('div', {className: 'bar', role: 'group', ariaLabel: title + '：查找和保存'}, ...parts);
  if (rows.length > FEW) box.before(bar);
  const note = make('small', {className: 'view'});
  table.caption?.append(note);

  const foot = table.tFoot, whole = foot?.rows[0]?.cells[0], counted = number => `${number.toLocaleString('en')} 行`;
  const part = make('tr', {}, ...heads.map((th, n) => make('td', {className: number[n] ? 'n' : ''})));
  if (whole && !whole.querySelector('small')) whole.append(make('small', {textContent: '全部 ' + counted(rows.length)}));

  const page = () => Math.min(Math.max((view.state.page | 0) - 1, 0), Math.max(0, Math.ceil(kept.length / PAGE) - 1));
  const filtered = () => kept.length < rows.length;
  // In words what is shown, for the caption, on paper, and beside saved rows.
  const said = () => {
    const {q, from, to} = view.state;
    const chosen = facets.map(({at, name}) => view.state[name] && `${heading(heads[at])}＝${view.state[name]}`);
    const words = [q, ...chosen, from && '不少于 ' + from, to && '不多于 ' + to].filter(Boolean).join('；');
    return '所示 ' + counted(kept.length) + (words && `（${words}）`);
  };
  const sorted = () => {
    const at = Math.abs(view.state.sort) - 1, sign = Math.sign(view.state.sort);
    if (!(at in heads)) return rows;
    const texts = number[at] ? [] : [...new Set(rows.map(row => cells(row)[at]))].sort(zh.compare);
    const ranks = new Map(texts.map((text, rank) => [text, rank]));
    // What has no rank, an empty cell, comes last whichever way.
    for (const row of rows) {
      const text = cells(row)[at], rank = number[at] ? parseFloat(bare(text)) : text ? ranks.get(text) : NaN;
      row.rank = isNaN(rank) ? Infinity : sign * rank;
    }
    return [...rows].sort((a, b) => a.rank === b.rank ? 0 : a.rank - b.rank);
  };
  const sift = () => {
    const words = plain(view.state.q || '').split(/\s+/).filter(Boolean);
    const low = hundredths(view.state.from || ''), high = hundredths(view.state.to || '');
    const within = row => {
      if (amount < 0 || low === null && high === null) return true;
      const value = row.fen ??= hundredths(cells(row)[amount]) ?? false;
      return value !== false && (low === null || value >= low) && (high === null || value <= high);
    };
    const has = (row, word) => (row.text ??= plain(cells(row).join('\n'))).includes(word);
    for (const facet of facets) facet.found = new Map();
    kept = order.filter(row => {
      if (!words.every(word => has(row, word)) || !within(row)) return false;
      const missed = facets.filter(facet => view.state[facet.name] && view.state[facet.name] !== value(row, facet));
      // A facet also counts the rows that nothing but its own choice hides.
      for (const facet of missed.length > 1 ? [] : missed.length ? missed : facets) count(facet.found, value(row, facet));
      return !missed.length;
    });
  };
  const show = () => {
    const {q = '', sort, from: low = '', to: high = ''} = view.state;
    if (sort !== view.sort) { order = sorted(); view.sort = sort; }
    sift();
    const at = page(), last = Math.max(0, Math.ceil(kept.length / PAGE) - 1);
    body.replaceChildren(...(printing ? kept.slice(0, PRINTED) : kept.slice(at * PAGE, (at + 1) * PAGE)).map(element));
    if (find.value.trim() !== q) find.value = q;
    if (from.value.trim() !== low) from.value = low;
    if (to.value.trim() !== high) to.value = high;
    for (const {select, name, found} of facets) {
      for (const option of select.options) if (option.value) option.textContent = `${option.value}（${found.get(option.value) || 0}）`;
      select.value = view.state[name] || '';
    }
    for (const th of heads) th.removeAttribute('aria-sort');
    heads[Math.abs(sort) - 1]?.setAttribute('aria-sort', sort > 0 ? 'ascending' : 'descending');
    const places = [filtered() && `${kept.length} / ${rows.length} 行`, last && `第 ${at + 1} / ${last + 1} 页`];
    where.textContent = places.filter(Boolean).join('，');
    note.textContent = (filtered() ? said() : '') + (printing && kept.length > PRINTED ? `，打印前 ${PRINTED} 行` : '');
    back.hidden = next.hidden = !last;
    back.disabled = !at;
    next.disabled = at === last;
    clear.hidden = !filtered() && !Object.keys(view.state).some(name => name !== 'sort' && name !== 'page');
    part.remove();
    if (filtered() && heads.some(th => th.dataset.s)) foot.prepend(added());
  };
  // The rows shown, added up: only columns whose whole is the sum of its rows.
  const added = () => {
    const sum = n => kept.reduce((sum, row) => sum + (hundredths(cells(row)[n]) ?? 0n), 0n);
    for (const [n, th] of heads.entries()) if (th.dataset.s) part.cells[n].textContent = written(sum(n), th.dataset.s);
    part.cells[0].replaceChildren('合计', make('small', {textContent: '所示 ' + counted(kept.length)}));
    return part;
  };
  for (const [n, th] of heads.entries()) {
    // Up, down, as given.
    const turns = ['', String(n + 1), String(-n - 1)];
    const turn = () => change({sort: turns[(Math.max(0, turns.indexOf(view.state.sort)) + 1) % 3]});
    th.append(Object.assign(button('', turn), {className: 'sort', ariaLabel: heading(th) + ' 排序'}));
  }
  view.forget = () => { view.state = view.state.sort ? {sort: view.state.sort} : {}; };
  view.hides = name => { const row = name && rows.find(row => id(row) === name); return Boolean(row) && !row.tr?.isConnected; };
  // Show the row of this name, whatever page it is on and whatever was asked for; false: it is not of this table.
  view.reach = name => {
    const row = rows.find(row => id(row) === name);
    if (!row) return false;
    if (!kept.includes(row)) view.forget();
    sift();
    view.state.page = String(Math.floor(kept.indexOf(row) / PAGE) + 1);
    show();
    return true;
  };
  view.read = () => {
    view.state = {};
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith(key + '.') && value) view.state[name.slice(key.length + 1)] = value;
    }
    show();
  };
  view.print = now => { printing = now; show(); };
  views.push(view);
};

document.querySelectorAll('table.t').forEach((table, n) => take(table, table.id || String(n + 1)));
const arrive = () => {
  typing = null;
  views.forEach(view => view.read());
  const name = location.hash.slice(1);
  document.querySelectorAll('tr.aim').forEach(row => row.classList.remove('aim'));
  if (!name) return;
  views.some(view => view.reach(name));
  const row = document.getElementById(name);
  if (row?.tagName !== 'TR') return;
  row.classList.add('aim');
  for (let outer = row; outer = outer.parentElement.closest('details');) outer.open = true;
  row.scrollIntoView({block: 'center'});
};
// By a link within the page, too.
addEventListener('popstate', arrive);
addEventListener('beforeprint', () => views.forEach(view => view.print(true)));
addEventListener('afterprint', () => views.forEach(view => view.print(false)));
arrive();

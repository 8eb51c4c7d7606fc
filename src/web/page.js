'use strict';
// All that comes from the source is set as text, never as HTML.

const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat('en');
const OPERATIONS = ['snapshot', 'insert', 'update', 'delete'];
const SHOWN_CHANGES = 200;
const SAMPLES = 300;

let samples = [];
let paused = false;
let held = [];
const tables = new Map();       // by name: its row and cells
const lastChange = new Map();   // by name: when it was loaded, and how long after its commit, in milliseconds

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function bytes(n) {
  if (n === null || n === undefined) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; n >= 1000 && unit < units.length - 1; unit++) n /= 1000;
  return (unit ? n.toFixed(1) : n) + ' ' + units[unit];
}

function time(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms < 10000) return Math.round(ms) + ' ms';
  const s = Math.round(ms / 1000);
  return s < 120 ? s + ' s' : s < 7200 ? Math.round(s / 60) + ' min' : Math.round(s / 3600) + ' h';
}

function clock(moment) {
  return moment ? new Date(moment).toLocaleTimeString() : '–';
}

// --- figures and charts ---------------------------------------------------------------------------------------------

function figures(status) {
  say(byId('pipeline'), status.pipeline);
  document.title = status.pipeline + ': ' + status.phase;
  phase(status.phase, status.phase);
  say(byId('detail'), status.detail);
  say(byId('rate'), number.format(status.changes_per_s));
  say(byId('lag'), status.idle_since ? 'none' : time(status.lag_ms));
  say(byId('idle'), clock(status.idle_since));
  say(byId('total'), number.format(Object.values(status.loaded).reduce((sum, n) => sum + n, 0)));
  say(byId('commit'), clock(status.last_commit_at));
  say(byId('behind'), bytes(status.lag_bytes));
  say(byId('kept'), bytes(status.retained_bytes));
}

function phase(text, className) {
  say(byId('phase'), text);
  byId('phase').className = 'badge ' + className;
}

function charts() {
  chart('rate', samples.map(s => s.rate), n => number.format(n) + '/s');
  chart('lag', samples.map(s => s.lag || 0), time);
}

function chart(name, values, said) {
  const top = Math.max(1, ...values);
  const points = values.map((v, i) => (300 - (values.length - 1 - i) * 300 / (SAMPLES - 1)).toFixed(1) + ','
    + (58 - 54 * v / top).toFixed(1));
  byId(name + '-chart').querySelector('polyline').setAttribute('points', points.join(' '));
  const now = values.length ? values[values.length - 1] : 0;
  const text = 'now ' + said(now) + ', at most ' + said(Math.max(0, ...values));
  say(byId(name + '-top'), '(' + text + ')');
  byId(name + '-chart').setAttribute('aria-label', (name === 'rate' ? 'Changes per second: ' : 'Lag: ') + text);
}

function warnings(list) {
  byId('warnings').hidden = list.length === 0;
  const text = list.map(w => clock(w.at) + ' ' + w.sentence);
  if (byId('warning-list').dataset.text !== text.join('\n')) {
    byId('warning-list').dataset.text = text.join('\n');
    byId('warning-list').replaceChildren(...text.map(each => element('li', each)));
  }
}

// --- the snapshot -----------------------------------------------------------------------------------------------------

function snapshot(readings) {
  const names = Object.keys(readings);
  const reading = names.filter(name => !readings[name].done);
  byId('snapshot').hidden = reading.length === 0;
  if (reading.length === 0) return;
  say(byId('snapshot-title'), 'Snapshot: ' + (names.length - reading.length) + ' of ' + names.length + ' tables read');
  byId('snapshot-rows').replaceChildren(...reading.slice(0, 100).map(name => reads(name, readings[name])));
}

function reads(name, reading) {
  const row = element('tr');
  const known = reading.estimate > 0;
  const bar = element('progress');
  bar.setAttribute('aria-label', name);
  if (known) {
    bar.max = Math.max(reading.estimate, reading.rows);
    bar.value = reading.rows;
  }
  const cell = element('td');
  cell.append(bar, known ? ' ' + Math.floor(100 * reading.rows / bar.max) + ' %' : '');
  const left = known && reading.rows_per_s > 0 ? time(1000 * Math.max(0, reading.estimate - reading.rows)
    / reading.rows_per_s) : '–';
  const title = element('th', name);
  title.scope = 'row';
  row.append(title, cell, element('td', number.format(reading.rows), 'n'),
    element('td', number.format(reading.rows_per_s), 'n'), element('td', left, 'n'));
  return row;
}

// --- tables -------------------------------------------------------------------------------------------------------------

function allTables(status) {
  const names = Object.keys(status.operations).sort();
  let added = false;
  for (const name of names) {
    if (!tables.has(name)) {
      tables.set(name, tableRow(name));
      added = true;
    }
    const counts = status.operations[name];
    const known = tables.get(name);
    OPERATIONS.forEach((operation, i) => say(known.cells[i], number.format(counts[operation] || 0)));
    say(known.cells[4], number.format(status.loaded[name] || 0));
    const last = lastChange.get(name);
    say(known.cells[5], clock(last?.at));
    say(known.cells[6], time(last?.lag));
  }
  if (added) {
    byId('table-rows').replaceChildren(...[...tables.keys()].sort().map(name => tables.get(name).row));
    filter();
  }
}

function tableRow(name) {
  const row = element('tr');
  const title = element('th', name);
  title.scope = 'row';
  const cells = [0, 1, 2, 3, 4, 5, 6].map(() => element('td', '0', 'n'));
  row.append(title, ...cells);
  return { row, cells };
}

function filter() {
  const wanted = byId('table-filter').value.toLowerCase();
  let shown = 0;
  for (const [name, { row }] of tables) {
    row.hidden = !name.toLowerCase().includes(wanted);
    shown += row.hidden ? 0 : 1;
  }
  const all = number.format(tables.size) + (tables.size === 1 ? ' table' : ' tables');
  say(byId('table-count'), shown === tables.size ? all : number.format(shown) + ' of ' + all);
}

// --- changes -------------------------------------------------------------------------------------------------------------

function changes(list) {
  for (const change of list) {
    const lag = change.operation === 'snapshot' ? null : change.lag;
    lastChange.set(change.table.split('.').pop(), { at: change.committed + change.lag, lag });
  }
  if (paused) {
    held = held.concat(list).slice(-SHOWN_CHANGES);
    say(byId('held'), held.length + (held.length === SHOWN_CHANGES ? ' or more' : '') + ' wait');
    return;
  }
  byId('no-changes').hidden = byId('no-changes').hidden || list.length > 0;
  byId('changes').prepend(...list.map(line).reverse());
  while (byId('changes').childElementCount > SHOWN_CHANGES) byId('changes').lastElementChild.remove();
}

function line(change) {
  const item = element('li', undefined, change.operation);
  item.append(element('b', change.operation), ' ', change.table, ' ',
    element('span', new Date(change.committed).toLocaleTimeString(), 'soft'));
  const names = new Set([...Object.keys(change.before), ...Object.keys(change.after)]);
  for (const name of names) {
    const value = shown(change, name);
    if (value) item.append(' ', value);
  }
  return item;
}

// A column: its value, or before → after where that is known and differs.
function shown(change, name) {
  const text = value => value === null ? 'NULL' : value;
  const pair = element('span');
  pair.append(element('span', name, 'soft'), ' ');
  const had = name in change.before;
  if (change.operation === 'delete') {
    if (change.before[name] === null) return null;      // often not logged
    pair.append(element('del', change.before[name]));
  } else if (had && change.operation === 'update' && change.before[name] !== change.after[name]) {
    pair.append(element('del', text(change.before[name])), ' → ', element('ins', text(change.after[name])));
  } else {
    pair.append(text(change.after[name]));
  }
  return pair;
}

function pause() {
  paused = !paused;
  byId('pause').setAttribute('aria-pressed', String(paused));
  say(byId('pause'), paused ? 'Go on' : 'Pause');
  if (!paused) {
    const waiting = held;
    held = [];
    say(byId('held'), '');
    changes(waiting);
  }
}

// --- a query ---------------------------------------------------------------------------------------------------------------

async function ask(event) {
  event.preventDefault();
  byId('ask').disabled = true;
  say(byId('sql-said'), 'Running …');
  try {
    const answer = await fetch('sql', { method: 'POST', headers: { 'Content-Type': 'application/sql' },
      body: byId('sql').value });
    const type = answer.headers.get('Content-Type') || '';
    result(type.startsWith('application/json') ? await answer.json() : { error: await answer.text() });
  } catch (gone) {
    result({ error: 'The loader does not answer.' });
  } finally {
    byId('ask').disabled = false;
  }
}

function result(answer) {
  byId('result').hidden = Boolean(answer.error);
  if (answer.error) {
    say(byId('sql-said'), answer.error);
    return;
  }
  const head = element('tr');
  head.append(...answer.columns.map(name => {
    const cell = element('th', name);
    cell.scope = 'col';
    return cell;
  }));
  byId('result-head').replaceChildren(head);
  byId('result-rows').replaceChildren(...answer.rows.map(values => {
    const row = element('tr');
    row.append(...values.map(value => element('td', value === null ? 'NULL' : value, value === null ? 'soft' : '')));
    return row;
  }));
  say(byId('sql-said'), answer.more ? 'The first ' + number.format(answer.rows.length) + ' rows.'
    : answer.rows.length === 1 ? '1 row.' : number.format(answer.rows.length) + ' rows.');
}

async function config() {
  if (!byId('config').open || byId('config-list').childElementCount) return;
  const settings = await (await fetch('config')).json();
  for (const [name, value] of Object.entries(settings)) {
    byId('config-list').append(element('dt', name), element('dd', value));
  }
}

// --- what comes ----------------------------------------------------------------------------------------------------------

function listen() {
  const events = new EventSource('events');
  events.addEventListener('samples', event => {
    samples = JSON.parse(event.data);
    charts();
  });
  events.addEventListener('changes', event => changes(JSON.parse(event.data)));
  events.addEventListener('status', event => {
    const status = JSON.parse(event.data);
    samples = samples.concat({ rate: status.changes_per_s, lag: status.idle_since ? 0 : status.lag_ms }).slice(-SAMPLES);
    figures(status);
    charts();
    warnings(status.warnings);
    snapshot(status.snapshot);
    allTables(status);
  });
  let lost = 0;
  events.onopen = () => { lost = 0; };
  events.onerror = () => {          // a stream ends now and then, and is asked for again
    if (++lost > 2) phase('no answer: the loader has ended, or is being started again', 'gone');
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

byId('pause').addEventListener('click', pause);
byId('table-filter').addEventListener('input', filter);
byId('sql-form').addEventListener('submit', ask);
byId('sql').addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) byId('sql-form').requestSubmit();
});
byId('config').addEventListener('toggle', config);
listen();

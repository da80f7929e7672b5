import { describe, expect, it } from 'vitest';
import { risposta3002, schedeIniziali } from '../../src/simulatore/contenuti/scheda.js';
import { creaComune, type NotificaSimulata, subentroIniziale } from '../../src/simulatore/index.js';
import { VICENDE } from '../../src/simulatore/vicende.js';
import { OPZIONI, vivi } from './paese.js';
import { controlla, schemiPresenti } from './schemi.js';

const paese = vivi();

function raggruppa(notifiche: readonly NotificaSimulata[], chiave: (n: NotificaSimulata) => string) {
  const gruppi = new Map<string, NotificaSimulata[]>();
  for (const n of notifiche) gruppi.set(chiave(n), [...(gruppi.get(chiave(n)) ?? []), n]);
  return gruppi;
}

describe.skipIf(!schemiPresenti)('contents against the official schemas', () => {
  const perTipo = raggruppa(paese.storia, (n) => `${n.tipoNotifica} ${n.operazione}`);

  it.each([...perTipo.keys()])('%s is written as its schema says, every time', (tipo) => {
    const errori = (perTipo.get(tipo) ?? []).map((n) => controlla(n.contenuto())).filter((e) => e !== undefined);
    expect(errori.filter((e) => e.length > 0)).toEqual([]);
    if (!/^N01[78]/.test(tipo)) expect(errori.length).toBeGreaterThan(0);
  });

  it('the initial load is written as the answers of service 3002', () => {
    const errori = [...schedeIniziali(paese.comune)].map((s) => controlla(s.contenuto));
    expect(errori.filter((e) => e === undefined || e.length > 0)).toEqual([]);
  });

  it('the initial load is written in the layout of the subentro too', () => {
    const testo = [...subentroIniziale(paese.comune)].join('');
    expect(controlla(testo)).toEqual([]);
    expect(controlla(testo.replace('<sesso>', '<genere>').replace('</sesso>', '</genere>'))).not.toEqual([]);
  });

  it('a wrong content is noticed: the check can fail', () => {
    const buono = paese.storia.find((n) => n.operazione === '2001')?.contenuto() ?? '';
    expect(controlla(buono.replace('<motivoCancellazione>1<', '<motivoCancellazione>MORTE<'))).not.toEqual([]);
  });
});

describe('the contents of a year', () => {
  it('cover every kind of notification and of story', () => {
    const tipi = new Set(paese.storia.map((n) => n.tipoNotifica));
    for (const tipo of ['NRIS', 'N010', 'N014', 'N015', 'N017', 'N018', 'N030', 'N031', 'N032', 'NA01']) {
      expect(tipi).toContain(tipo);
    }
    const vicende = new Set(paese.storia.map((n) => n.vicenda));
    expect(VICENDE.map((v) => v.nome).filter((nome) => !vicende.has(nome))).toEqual([]);
  });

  it('are the same each time they are asked for, even after the register has gone on', () => {
    for (const n of paese.storia.slice(0, 50)) expect(n.contenuto()).toBe(n.contenuto());
  });

  it('an annulment does not say what it annuls', () => {
    const annullamenti = paese.storia.filter((n) => n.operazione === '5012');
    expect(annullamenti.length).toBeGreaterThan(3);
    for (const n of annullamenti) expect(n.contenuto()).not.toContain('datiOperazione');
  });

  it('an undone immigration shows the card of the other comune', () => {
    const n = paese.storia.find((x) => x.vicenda === 'immigrazione-persona-annullata' && x.operazione === '5012');
    const istat = /<idFamigliaConvivenzaComuneIstat>(\d{6})</.exec(n?.contenuto() ?? '')?.[1];
    expect(istat).toMatch(/^\d{6}$/);
    expect(istat).not.toBe(paese.comune.codiceIstat);
  });

  it('an N010 carries no address, no family, no motive', () => {
    const n = paese.storia.find((x) => x.tipoNotifica === 'N010')?.contenuto() ?? '';
    expect(n).toMatch(/<p:NotificaN010 /);
    expect(n).not.toMatch(/residenza>|famigliaConvivenza|motivo/);
  });

  it('members of a household leave with one notification each and one operation', () => {
    const perOperazione = raggruppa(
      paese.storia.filter((n) => n.tipoNotifica === 'N010'),
      (n) => n.idRegistrante,
    );
    expect([...perOperazione.values()].some((g) => g.length > 2)).toBe(true);
  });
});

describe('the initial load', () => {
  it('has one document per family and the bare card of the empty convivenza', () => {
    const comune = creaComune({ ...OPZIONI, abitanti: 300 });
    const schede = [...schedeIniziali(comune)];
    expect(schede.length).toBe(comune.iniziale.famiglie.size);
    const vuota = [...comune.iniziale.famiglie.values()].find((f) => !comune.iniziale.membri.has(f.id));
    const nuda = schede.find((s) => s.idFamigliaANPR === vuota?.id);
    expect(nuda?.contenuto).toContain('<datiFamigliaConvivenza>');
    expect(nuda?.contenuto).not.toContain('<listaSoggetti>');
  });

  it('is about the day of the load whatever has happened since', () => {
    const fresco = creaComune(OPZIONI);
    const [primaFamiglia] = [...fresco.iniziale.famiglie.values()].slice(30);
    const quando = { id: '1', momento: '2026-01-01T00:00:00.000Z' };
    if (primaFamiglia === undefined) throw new Error('no family');
    expect(risposta3002(paese.comune, primaFamiglia, quando)).toBe(risposta3002(fresco, primaFamiglia, quando));
    expect(Math.max(...[...schedeIniziali(fresco)].map((s) => Number(s.idOperazioneANPR)))).toBeLessThan(
      Math.min(...paese.storia.map((n) => Number(n.idOperazioneANPR))),
    );
  });
});

/** The rules of the comune: what they may say, and what they make of a variazione. */
import { describe, expect, it } from 'vitest';
import { problemiRegole, type RegoleComune, secondoLeRegole, type VoceRegola } from '../../src/registri/regole.js';
import type { Variazione } from '../../src/registri/righe.js';

const NUOVA: Variazione = {
  ufficio: 'TRIBUTI',
  oggetto: 'N:501',
  campo: 'componenti',
  ambito: 'TARI',
  tipo: 'OCCUPANTI',
  motivo: null,
  soggetto: 'S:1',
  id_famiglia_anpr: '501',
  valore_prima: '3',
  valore_dopo: '4',
  decorrenza: '2026-02-01',
  id_operazione_anpr: '4512600100',
  stato: 'DA_LAVORARE',
};

const regola = (r: Partial<VoceRegola> = {}): VoceRegola => ({
  ufficio: 'TRIBUTI',
  evento: 'TARI_OCCUPANTI',
  regola: 'applica',
  dal: '2026-01-01',
  ...r,
});

const decidi = (regole: RegoleComune, giorno = '2026-03-01', operazione?: string, v = NUOVA) =>
  secondoLeRegole(v, regole, { giorno, operazione });

describe('the rules of the comune', () => {
  it('leave to the office what they do not name, and what they propose', () => {
    expect(decidi([])).toBe(NUOVA);
    expect(decidi([regola({ evento: 'RECAPITO_INDIRIZZO' })])).toBe(NUOVA);
    expect(decidi([regola({ regola: 'proponi' })])).toBe(NUOVA);
  });

  it('close at once what they apply, tell or ignore, and say which rule and which act did', () => {
    for (const nome of ['applica', 'avvisa', 'ignora']) {
      const chiusa = decidi([regola({ regola: nome, atto: 'Det. 5/2025' })]);
      expect(chiusa).toEqual({ ...NUOVA, stato: 'ACCOLTA', regola: nome.toUpperCase(), attoRegola: 'Det. 5/2025' });
    }
  });

  it('count from their day on, the last one that has begun', () => {
    const due = [regola({ regola: 'ignora', dal: '2026-06-01' }), regola()];
    expect(decidi(due, '2025-12-31').stato).toBe('DA_LAVORARE');
    expect(decidi(due, '2026-05-31').regola).toBe('APPLICA');
    expect(decidi(due, '2026-06-01').regola).toBe('IGNORA');
  });

  it('for one operation come before those for all of them', () => {
    const due = [regola({ regola: 'avvisa', dal: '2026-02-01' }), regola({ operazione: '1001' })];
    expect(decidi(due, '2026-03-01', '1001').regola).toBe('APPLICA');
    expect(decidi(due, '2026-03-01', '5005').regola).toBe('AVVISA');
    expect(decidi(due, '2026-03-01').regola).toBe('AVVISA');
  });

  it('never open or close a TARI user by themselves', () => {
    for (const fine of [{ valore_dopo: null }, { valore_prima: null }]) {
      const v = { ...NUOVA, ...fine };
      expect(decidi([regola()], '2026-03-01', undefined, v)).toBe(v);
      expect(decidi([regola({ regola: 'avvisa' })], '2026-03-01', undefined, v).stato).toBe('ACCOLTA');
    }
  });

  it('touch nothing that is decided already', () => {
    const decisa: Variazione = {
      ...NUOVA,
      ufficio: 'ELETTORALE',
      ambito: 'GENERALE',
      tipo: 'CAMBIO_SEZIONE',
      stato: 'APPROVATA',
    };
    const regole = [regola({ ufficio: 'ELETTORALE', evento: 'CAMBIO_SEZIONE', regola: 'avvisa' })];
    expect(decidi(regole, '2026-03-01', undefined, decisa)).toBe(decisa);
    expect(decidi(regole, '2026-03-01', undefined, { ...decisa, stato: 'PROPOSTA' }).stato).toBe('APPROVATA');
  });
});

describe('wrong rules are refused all at once', () => {
  const chiavi = (regole: RegoleComune) => problemiRegole(regole, 'enti[0].regole').map((p) => `${p.key}: ${p.remedy}`);

  it('with the way out in Italian', () => {
    const problemi = chiavi([
      regola({ evento: 'TARI_TUTTO' }),
      regola({ regola: 'forse' }),
      regola({ dal: '2026-02-30' }),
      regola({ operazione: '9999', dal: '2026-01-02' }),
      regola({ evento: 'ISCRIZIONE', regola: 'proponi' }),
    ]);
    expect(problemi).toHaveLength(5);
    expect(problemi[0]).toContain('scegliere uno fra: SOGGETTO_CONDIZIONE');
    expect(problemi[1]).toBe('enti[0].regole[1].regola: scegliere uno fra: applica, proponi, avvisa, ignora');
    expect(problemi[3]).toContain('enti[0].regole[3].operazione');
    expect(problemi[4]).toContain('riguarda l’ufficio ELETTORALE');
  });

  it.each([
    ['ISCRIZIONE', 'applica', 'solo con una revisione'],
    ['CANCELLAZIONE', 'applica', 'solo con una revisione'],
    ['CAMBIO_SEZIONE', 'applica', 'solo con una revisione'],
    ['CANCELLAZIONE', 'ignora', 'va portato alla prima revisione'],
    ['CANCELLAZIONE', 'avvisa', 'va portato alla prima revisione'],
    ['CAMBIO_GENERALITA', 'ignora', 'lo deve sapere'],
  ])('the electoral office: %s may not be %s', (evento, nome, perche) => {
    expect(chiavi([regola({ ufficio: 'ELETTORALE', evento, regola: nome })])).toEqual([
      expect.stringContaining(perche),
    ]);
  });

  it.each([
    ['SOGGETTO_CONDIZIONE', 'ignora', 'non possono passare inosservati'],
    ['TARI_INDIRIZZO', 'applica', 'con una dichiarazione'],
    ['TARI_INDIRIZZO', 'ignora', 'lascia un’utenza'],
  ])('the tax office: %s may not be %s', (evento, nome, perche) => {
    expect(chiavi([regola({ evento, regola: nome })])).toEqual([expect.stringContaining(perche)]);
  });

  it('one rule a day for the same event and operation', () => {
    expect(chiavi([regola(), regola({ operazione: '1001' }), regola({ regola: 'avvisa' })])).toEqual([
      expect.stringContaining('ha già una regola da quel giorno (enti[0].regole[0])'),
    ]);
  });
});

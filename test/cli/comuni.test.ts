/** `allinea comuni`, and what `stato` and `controlla` say of the archive. Invented comuni. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { banco } from './banco.js';

const TESTA = 'ID,DATAISTITUZIONE,DATACESSAZIONE,CODISTAT,CODCATASTALE,DENOMINAZIONE_IT,SIGLAPROVINCIA,DATAULTIMOAGG';
const BUONA = '1,1861-03-17,9999-12-31,902001,X902,PIETRA ALTA,XA,2023-05-16';

describe('the archive of the comuni', () => {
  const b = banco();
  const file = (...righe: string[]): string => {
    const nome = join(b.dir, 'comuni.csv');
    writeFileSync(nome, [TESTA, ...righe].join('\r\n'));
    return nome;
  };

  it('is a hint of stato and controlla until it is imported, and their data afterwards', async () => {
    await b.allinea('migra');
    const prima = await b.allinea('stato');
    expect([prima.code, prima.out]).toEqual([0, expect.stringContaining('Archivio dei comuni: non importato')]);
    const fatto = await b.allinea('comuni', 'importa', file(BUONA, '2,1950-01-02,1950-01-01,903001,ND,MAI STATO,XA,'));
    expect([fatto.code, fatto.err]).toEqual([0, '']);
    expect(fatto.out).toMatch(/righe +1\n.*nuove +1\n/);
    expect(fatto.out).toContain('1, cessa prima di cominciare');
    const atteso = 'Archivio dei comuni: 1 riga, aggiornato al 2023-05-16, importato il 15/06/26';
    expect((await b.allinea('stato')).out).toContain(atteso);
    expect((await b.allinea('comuni', 'mostra')).out).toContain(atteso);
    const { controlli } = (await b.allinea('controlla', '--json')).json() as {
      controlli: { nome: string; esito: string }[];
    };
    expect(controlli).toContainEqual(expect.objectContaining({ nome: 'archivio dei comuni', esito: 'ok' }));
  });

  it('takes the good lines and says of a bad one its number and what was expected, with exit 1', async () => {
    await b.allinea('migra');
    const cattiva = '2,17/03/1861,ieri,90201,X902,PIETRA,XA,';
    const { code, out } = await b.allinea('comuni', 'importa', file(BUONA, cattiva));
    expect([code, out]).toEqual([1, expect.stringMatching(/righe +1\n.*non lette +1 riga\n/s)]);
    expect(out).toContain('Non è stato preso, il resto sì');
    expect(out).toContain('riga 3, DATACESSAZIONE: serve una data AAAA-MM-GG o GG/MM/AAAA');
    expect((await b.allinea('comuni', 'mostra')).out).toContain('Archivio dei comuni: 1 riga');
  });

  it('refuses a file that is not the archive, line by line, and touches nothing', async () => {
    await b.allinea('migra');
    const { code, out } = await b.allinea('comuni', 'importa', file('2,17/03/1861,ieri,90201,X902,PIETRA,XA,'));
    expect(code).toBe(1);
    expect(out).toContain('Rifiutato, nulla è cambiato');
    expect(out).toContain('riga 2, DATACESSAZIONE: serve una data AAAA-MM-GG o GG/MM/AAAA');
    expect(out).toContain('riga 2, CODISTAT: serve un codice ISTAT di sei cifre');
    expect((await b.allinea('comuni', 'mostra', '--json')).json()).toBe(null);
    expect((await b.allinea('comuni', 'importa', join(b.dir, 'manca.csv'))).code).toBe(2);
  });
});

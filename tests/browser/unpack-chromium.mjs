// node unpack-chromium.mjs FOLDER: unpacks the Chromium of the npm package into FOLDER, with the shared libraries
// (nss, nspr, expat) and fonts that a bare Debian lacks.
const folder = process.argv[2];
process.env.TMPDIR = folder;
// The package brings its libraries only where it believes to run on Amazon Linux.
process.env.AWS_EXECUTION_ENV = `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`;
const { default: chromium } = await import('@sparticuz/chromium');
await chromium.executablePath();

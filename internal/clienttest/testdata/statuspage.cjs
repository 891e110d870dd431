// Asks a site all that npm's statuspage.io can ask, and prints a digest of the
// answers. The address is the only argument.
const { Statuspage } = require("statuspage.io");

const list = (items) => items.map((i) => [i.name, i.status, i.impact].join(": "));
const components = (items) => items.map((c) => [c.name, c.status, c.group_id ? "in a group" : c.group ? "group" : "alone"].join(": "));

(async () => {
  const page = new Statuspage("example");
  page.setApiUrl(process.argv[2]);
  const { incidents, scheduledMaintenances, subscribers } = page.api;
  const summary = await page.api.getSummary();
  const answers = {
    page: [summary.page.name, summary.page.time_zone, summary.page.updated_at],
    summary: {
      status: summary.status,
      components: components(summary.components),
      incidents: list(summary.incidents),
      maintenances: list(summary.scheduled_maintenances),
    },
    status: (await page.api.getStatus()).status,
    components: components((await page.api.getComponents()).components),
    all: list((await incidents.getAll()).incidents),
    unresolved: list((await incidents.getUnresolved()).incidents),
    updates: (await incidents.getUnresolved()).incidents[0].incident_updates.map((u) => [u.status, u.body, u.display_at]),
    // The three ask for the same document, whatever they are called.
    upcoming: list((await scheduledMaintenances.getUpcoming()).scheduled_maintenances),
    maintenances: list((await scheduledMaintenances.getAll()).scheduled_maintenances),
    active: list((await scheduledMaintenances.getActive()).scheduled_maintenances),
    // A site of files takes no subscriptions, and says so.
    subscribers: await subscribers.getSubscription("x").then(() => 200, (e) => e.response.status),
  };
  process.stdout.write(JSON.stringify(answers));
})();

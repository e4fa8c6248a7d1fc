// A user who changes a setting: the page has no way to do it.
const vscode = require("vscode");

exports.activate = (context) => {
  const set = (name, value) => vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
  context.subscriptions.push(vscode.commands.registerCommand("test.set", set));
};

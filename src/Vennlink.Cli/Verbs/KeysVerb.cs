using System.CommandLine;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query.Output;
using Vennlink.Server.Keys;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink keys</c>: who may ask the server.</summary>
internal static class KeysVerb
{
    public static VerbCommand Create() => new(
        "keys",
        "Says who may ask the server: adds, lists and revokes keys.",
        "A running server takes up the change at once.",
        "vennlink keys list",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        verb.Add(CreateAdd());
        verb.Add(CreateList());
        verb.Add(CreateRevoke());
    }

    private static VerbCommand CreateAdd() => new(
        "add",
        "Makes a key and prints it.",
        "The secret key cannot be shown again: only its hash is stored.",
        "vennlink keys add \"Ann's laptop\"",
        CompleteAdd);

    private static void CompleteAdd(VerbCommand verb)
    {
        Argument<string> name = new("NAME") { Description = "A name, for you to tell keys apart" };
        Option<string> file = CommonOptions.Keys();
        verb.Add(name);
        verb.Add(file);
        verb.SetAction(parsed =>
        {
            string keyName = parsed.GetRequiredValue(name);
            NewKey key;
            try
            {
                key = KeyStore.Open(parsed.GetRequiredValue(file)).Add(keyName);
            }
            catch (ArgumentException)
            {
                throw new UsageException("NAME must have 1 to 200 characters, none of them a control character");
            }

            // Three lines for programs to read, never wrapped; what people should know goes to standard error.
            using TextWriter output = TextOutput.Open();
            output.WriteLine($"Access ID: {key.AccessId}");
            output.WriteLine($"Secret key: {key.SecretKey}");
            output.WriteLine($"x-moz-token: {key.Token}");
            output.Flush();
            Notes.Write("write down the secret key now: it cannot be shown again");
            return ExitCode.Done;
        });
    }

    private static VerbCommand CreateList() => new(
        "list",
        "Lists all keys, revoked ones too.",
        "",
        "vennlink keys list",
        CompleteList);

    private static void CompleteList(VerbCommand verb)
    {
        Option<string> file = CommonOptions.Keys();
        verb.Add(file);
        verb.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            IReadOnlyList<KeyEntry> keys = File.Exists(path) ? KeyStore.Open(path).List() : [];
            if (keys.Count == 0)
            {
                Notes.Write($"no keys in {path}; add one with: {KeyStore.AddCommandFor(path)}");
                return ExitCode.Done;
            }

            using TextWriter output = TextOutput.Open();
            TextTable table = new(output, new("access id"), new("name"), new("created"), new("revoked"));
            foreach (KeyEntry key in keys)
            {
                table.Add(key.AccessId, key.Name, Timestamp.Show(key.Created.ToUnixTimeSeconds()),
                    Timestamp.Show(key.Revoked?.ToUnixTimeSeconds()));
            }

            table.End();
            return ExitCode.Done;
        });
    }

    private static VerbCommand CreateRevoke() => new(
        "revoke",
        "Revokes a key: it is refused from the next request on.",
        "",
        "vennlink keys revoke \"$(vennlink keys list | awk 'END {print $1}')\"",
        CompleteRevoke);

    private static void CompleteRevoke(VerbCommand verb)
    {
        Argument<string> id = new("ID") { Description = "Access ID of the key" };
        Option<string> file = CommonOptions.Keys();
        verb.Add(id);
        verb.Add(file);
        verb.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            string accessId = parsed.GetRequiredValue(id);
            if (!File.Exists(path) || !KeyStore.Open(path).Revoke(accessId))
            {
                throw new FailedException($"{path}: no working key with the access ID '{accessId}'");
            }

            return ExitCode.Done;
        });
    }
}

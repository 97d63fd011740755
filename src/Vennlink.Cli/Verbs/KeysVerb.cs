using System.CommandLine;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Output;
using Vennlink.Server.Keys;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink keys</c>: who may ask the server.</summary>
internal static class KeysVerb
{
    public static Command Create()
    {
        VerbCommand verb = new("keys", "Says who may ask the server: adds, lists and revokes keys.", "A running server takes up the change at once.", "vennlink keys list");
        verb.Add(CreateAdd());
        verb.Add(CreateList());
        verb.Add(CreateRevoke());
        return verb;
    }

    private static VerbCommand CreateAdd()
    {
        VerbCommand verb = new("add", "Makes a key and prints it.", "The secret key cannot be shown again: only its hash is stored.", "vennlink keys add \"Ann's laptop\"");
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

            // Two lines for programs to read, never wrapped; what people should know goes to standard error.
            using TextWriter output = TextOutput.Open();
            output.WriteLine($"Access ID: {key.AccessId}");
            output.WriteLine($"Secret key: {key.SecretKey}");
            output.Flush();
            CommandLine.Note("write down the secret key now: it cannot be shown again");
            return ExitCode.Done;
        });
        return verb;
    }

    private static VerbCommand CreateList()
    {
        VerbCommand verb = new("list", "Lists all keys, revoked ones too.", "", "vennlink keys list");
        Option<string> file = CommonOptions.Keys();
        verb.Add(file);
        verb.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            IReadOnlyList<KeyEntry> keys = File.Exists(path) ? KeyStore.Open(path).List() : [];
            if (keys.Count == 0)
            {
                CommandLine.Note($"no keys in {path}; add one with 'vennlink keys add NAME'");
                return ExitCode.Done;
            }

            using TextWriter output = TextOutput.Open();
            TextTable table = new(output, new("access id"), new("name"), new("created"), new("revoked"));
            foreach (KeyEntry key in keys)
            {
                table.Add(key.AccessId, key.Name, Timestamp.Show(key.Created.ToUnixTimeSeconds()), Timestamp.Show(key.Revoked?.ToUnixTimeSeconds()));
            }

            table.End();
            return ExitCode.Done;
        });
        return verb;
    }

    private static VerbCommand CreateRevoke()
    {
        VerbCommand verb = new("revoke", "Revokes a key: it is refused from the next request on.", "", "vennlink keys revoke \"$(vennlink keys list | awk 'END {print $1}')\"");
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
        return verb;
    }
}

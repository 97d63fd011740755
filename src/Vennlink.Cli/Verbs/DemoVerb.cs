using System.CommandLine;

namespace Vennlink.Cli.Verbs;

internal static class DemoVerb
{
    public static Command Create() => new VerbCommand("demo", "Builds an index of the sample data.", "", "vennlink demo --no-serve");
}

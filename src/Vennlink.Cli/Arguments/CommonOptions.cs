using System.CommandLine;
using System.CommandLine.Parsing;
using Vennlink.Server.Keys;

namespace Vennlink.Cli.Arguments;

/// <summary>Options that several verbs share, made anew for each verb.</summary>
internal static class CommonOptions
{
    private const string IndexVariable = "VENNLINK_INDEX";
    private const long MinMemoryBytes = 64L << 20;

    /// <summary>Half of the memory this process may use (the machine's, or its container's).</summary>
    public static long DefaultMemoryBytes =>
        Math.Max(MinMemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary><c>--index DIR</c>, else the variable VENNLINK_INDEX.</summary>
    public static Option<string> Index() => new("--index", "-i")
    {
        HelpName = "DIR",
        Description = $"Index folder [default: the one named by {IndexVariable}]",
        DefaultValueFactory = result => DefaultIndex(result.AddError),
    };

    /// <summary>As <see cref="Index()"/>; with another option given, a folder of the user's own by default.</summary>
    public static Option<string> Index(Option<bool> orOwn, string ownFolder) => new("--index", "-i")
    {
        HelpName = "DIR",
        Description = $"Index folder [default: the one named by {IndexVariable}]",
        DefaultValueFactory = result => result.GetValue(orOwn)
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(IndexVariable))
                ? ownFolder : DefaultIndex(result.AddError),
    };

    /// <summary><c>--format</c>, one of <paramref name="formats"/>, the first by default.</summary>
    public static Option<string> Format(params string[] formats)
    {
        Option<string> option = new("--format", "-f")
        {
            HelpName = string.Join('|', formats),
            Description = "Output format",
            DefaultValueFactory = _ => formats[0],
        };
        OneOf(option, formats);
        return option;
    }

    /// <summary><c>--keys FILE</c>.</summary>
    public static Option<string> Keys() => new("--keys")
    {
        HelpName = "FILE",
        Description = "Keys file",
        DefaultValueFactory = _ => KeyStore.DefaultFile,
    };

    /// <summary><c>--threads N</c>.</summary>
    /// <remarks>Far more than cores only take memory and time from each other.</remarks>
    public static Option<int?> Threads()
    {
        const int MaxThreadsAnywhere = 64;
        const int MaxPerCore = 4;
        int cores = Environment.ProcessorCount;
        int most = Math.Max(MaxThreadsAnywhere, MaxPerCore * cores);
        Option<int?> option = WholeNumber("--threads", "N", "Worker threads [default: all cores]", 1);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && value > most)
            {
                result.AddError($"--threads: {value} is too many for {cores} cores; give at most {most}");
            }
        });
        return option;
    }

    /// <summary><c>--memory SIZE</c>; not given, <see cref="DefaultMemoryBytes"/>.</summary>
    public static Option<long?> Memory() => new("--memory")
    {
        HelpName = "SIZE",
        Description =
            $"Memory to stay within, such as 8GiB; at least {MinMemoryBytes >> 20}MiB [default: half of the "
                + "machine's]",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!ByteSize.TryParse(text, out long bytes))
            {
                result.AddError($"--memory: '{text}' is not a size such as 8GiB or 512MiB");
            }
            else if (bytes < MinMemoryBytes)
            {
                result.AddError($"--memory: {text} is too little; give at least {MinMemoryBytes >> 20}MiB");
            }

            return bytes;
        },
    };

    /// <summary>An option of several values, each one of some words.</summary>
    public static Option<string[]> Several(string name, string helpName, string description, string[] words)
    {
        Option<string[]> option = new(name)
        {
            HelpName = helpName,
            Description = description,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => !words.Contains(token.Value, StringComparer.Ordinal)))
            {
                result.AddError($"{name}: '{token.Value}' is not one of {string.Join(", ", words)}");
            }
        });
        return option;
    }

    /// <summary>Refuses other values than these, in one line.</summary>
    public static void OneOf(Option<string> option, IReadOnlyList<string> values) => option.Validators.Add(result =>
    {
        // Read as a token, not as a value: a conversion error is reported by the parser already.
        if (result.Tokens is [var token, ..] && !values.Contains(token.Value, StringComparer.Ordinal))
        {
            result.AddError($"{option.Name}: '{token.Value}' is not one of {string.Join(", ", values)}");
        }
    });

    /// <summary>
    /// Refuses numbers below <paramref name="minimum"/> and above <paramref name="maximum"/>.
    /// </summary>
    public static Option<int?> WholeNumber(
        string name, string helpName, string description, int minimum, int maximum = int.MaxValue) => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (int.TryParse(text, System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture, out int value)
                    && value >= minimum && value <= maximum)
                {
                    return value;
                }

                string range = maximum == int.MaxValue ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
                result.AddError($"{name}: '{text}' is not a whole number {range}");
                return null;
            },
        };

    private static string DefaultIndex(Action<string> addError)
    {
        string? named = Environment.GetEnvironmentVariable(IndexVariable);
        if (string.IsNullOrEmpty(named))
        {
            addError($"--index is missing; give it, or set {IndexVariable}");
        }

        return named ?? "";
    }
}

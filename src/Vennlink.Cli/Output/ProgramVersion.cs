using System.Reflection;

namespace Vennlink.Cli.Output;

/// <summary>The version of this command.</summary>
internal static class ProgramVersion
{
    /// <summary>As it was built, with the commit.</summary>
    public static string Full { get; } = typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Alone, such as <c>0.1.0</c>.</summary>
    public static string Number => Full.Split('+')[0];
}

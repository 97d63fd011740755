using System.Reflection;

namespace Vennlink.Server.Wire;

/// <summary>The version of this program, as answers name it.</summary>
internal static class ServerVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ServerVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}

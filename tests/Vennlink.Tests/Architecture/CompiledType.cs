namespace Vennlink.Tests.Architecture;

/// <summary>A top-level type of an assembly with all that is nested in it.</summary>
/// <param name="Name">The type.</param>
/// <param name="IsPublic">Visible outside its assembly.</param>
/// <param name="HasConstants">Declares constants: where they are used, the compiler leaves their value and no trace
/// of the type.</param>
/// <param name="Uses">Types that its declarations and method bodies are compiled against.</param>
/// <param name="Exposes">Types that whoever sees this type can see: bases, and signatures of public and protected
/// members.</param>
internal sealed record CompiledType(
    TypeName Name, bool IsPublic, bool HasConstants, IReadOnlySet<TypeName> Uses, IReadOnlySet<TypeName> Exposes);

namespace Vennlink.Tests.Architecture;

/// <summary>A type by its outermost type, as metadata names it: <c>List`1</c> for a list of anything.</summary>
/// <param name="Assembly">Name of the assembly that declares it, without extension.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name, with the number of type parameters.</param>
internal readonly record struct TypeName(string Assembly, string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}

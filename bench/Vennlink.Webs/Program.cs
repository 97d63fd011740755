using System.CommandLine;
using Vennlink.Webs;

RootCommand root = new("Makes webs of any size with the shape of the real one, to measure with; see docs/webs.md")
{
    DomainsVerb.Create(),
    PagesVerb.Create(),
};
return root.Parse(args).Invoke();

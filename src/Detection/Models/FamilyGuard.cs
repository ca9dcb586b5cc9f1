using DetectionSdk.Families;

namespace DetectionSdk.Models;

/// <summary>Families may be anybody's code: whatever they throw names the model and the family.</summary>
internal static class FamilyGuard
{
    public static T Ask<T>(string path, DetectorFamily family, Func<T> question)
    {
        try
        {
            return question();
        }
        catch (Exception error)
        {
            throw Explain(path, family, error);
        }
    }

    public static ModelFormatException Explain(string path, DetectorFamily family, Exception error)
    {
        string reason = error is ModelFormatException ? error.Message : $"{error.GetType().Name}: {error.Message}";
        return new ModelFormatException($"'{path}', read as {family.Name}: {reason.TrimEnd('.')}.", error);
    }
}

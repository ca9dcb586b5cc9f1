using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace DetectionSdk.Degradation;

/// <summary>
/// Checks options and steps against their <see cref="ParameterRangeAttribute"/>s and names the key path of what is
/// wrong.
/// </summary>
internal static class ParameterCheck
{
    /// <exception cref="DegradationException">A parameter is out of its range.</exception>
    public static void Validate(object parameters, string path)
    {
        foreach (PropertyInfo property in parameters.GetType().GetProperties())
        {
            string key = $"{path}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            object? value = property.GetValue(parameters);
            if (property.IsDefined(typeof(NotEmptyAttribute)) && !((IEnumerable)value!).Cast<object?>().Any())
                throw new DegradationException($"{key} is empty; expected at least one.");
            if (property.GetCustomAttribute<ParameterRangeAttribute>() is { } range && value is not null)
                ValidateRange(key, value, range);
            else if (value is IEnumerable items and not string)
                ValidateItems(items, key);
            else if (value is Enum)
                ValidateEnum(key, value);
        }
        (parameters as EffectOptions)?.Validate(path);
    }

    public static void ValidateItems(IEnumerable items, string path)
    {
        int index = 0;
        foreach (object? item in items)
        {
            string key = $"{path}[{index++}]";
            if (item is null) throw new DegradationException($"{key} is null; expected a value.");
            if (item is Enum) ValidateEnum(key, item);
            else if (item is IEnumerable group) ValidateItems(group, key);
            else if (item is not int) Validate(item, key);
        }
    }

    private static void ValidateEnum(string key, object value)
    {
        if (!Enum.IsDefined(value.GetType(), value))
            throw new DegradationException(
                $"{key} is {value}; expected one of {string.Join(", ", Enum.GetNames(value.GetType()))}.");
    }

    private static void ValidateRange(string key, object value, ParameterRangeAttribute range)
    {
        Distribution values = value as Distribution ?? Distribution.Constant(Convert.ToDouble(value, null));
        bool inside = values.Minimum >= range.Minimum && values.Maximum <= range.Maximum
            && (!range.Whole || values.IsWhole) && (!range.Odd || values.IsOdd);
        if (!inside) throw new DegradationException($"{key} is {Describe(values)}; expected {range}.");
    }

    private static string Describe(Distribution values) => JsonSerializer.Serialize(values, DegradationJson.Compact);
}

package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import java.beans.FeatureDescriptor;
import java.util.Collections;
import java.util.Iterator;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.PropertyNotWritableException;
import org.jspecify.annotations.Nullable;

/** Resolves methods and indices of text as Python does; attributes of text are undefined. */
final class PythonStringResolver extends ELResolver {
  private PythonStringResolver() {}

  static ELResolver beforeDefaults() {
    CompositeELResolver resolver = new CompositeELResolver();
    resolver.add(new PythonStringResolver());
    resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
    return resolver;
  }

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?> @Nullable [] types,
      Object @Nullable [] arguments) {
    if (!(base instanceof String text)) {
      return null;
    }
    context.setPropertyResolved(true);
    Object[] given = arguments == null ? new Object[0] : arguments;
    return PythonStrings.call(text, method.toString(), given);
  }

  @Override
  public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
    if (!(base instanceof String text)) {
      return null;
    }
    context.setPropertyResolved(true);
    if (!property.toString().matches("-?\\d{1,9}")) {
      return null;
    }
    int index = Integer.parseInt(property.toString());
    int position = index < 0 ? text.length() + index : index;
    return position >= 0 && position < text.length()
        ? text.substring(position, position + 1)
        : null;
  }

  @Override
  public @Nullable Class<?> getType(ELContext context, @Nullable Object base, Object property) {
    return null;
  }

  @Override
  public void setValue(ELContext context, @Nullable Object base, Object property, Object value) {
    if (base instanceof String) {
      throw new PropertyNotWritableException("text cannot be changed");
    }
  }

  @Override
  public boolean isReadOnly(ELContext context, @Nullable Object base, Object property) {
    return true;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(
      ELContext context, @Nullable Object base) {
    return Collections.emptyIterator();
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
    return Object.class;
  }
}
